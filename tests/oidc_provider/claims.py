"""What the provider says of its people, more than was asked for."""

from oauth2_provider.oauth2_validators import OAuth2Validator


class Claims(OAuth2Validator):
    oidc_claim_scope = None

    def get_additional_claims(self, request):
        user = request.user
        return {"name": user.first_name, "email": user.email, "email_verified": True, "preferred_username": "admin"}
