"""The own account and people; and those of allauth's pages that are open here, each named as allauth names it."""

from allauth.account import views as account
from allauth.socialaccount import views as social
from django.urls import include, path, re_path

from danbiet.accounts import views

house = [
    path("", views.people, name="people"),
    path("me/", views.me, name="me"),
    path("new/", views.new, name="new"),
    path("grant/", views.grant, name="grant"),
    path("people/<int:pk>/", views.person, name="person"),
    path("people/<int:pk>/switch/", views.switch, name="switch"),
    path("people/<int:pk>/password/", views.password, name="password"),
    path("people/<int:pk>/second-factor/", views.drop, name="drop"),
    path("holdings/<int:pk>/end/", views.end, name="end"),
]
urlpatterns = [
    path("", include((house, "accounts"))),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("2fa/", include("allauth.mfa.urls")),
    path("identity/login/cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("identity/login/error/", social.login_error, name="socialaccount_login_error"),
    path("identity/", social.connections, name="socialaccount_connections"),
    path("", include("allauth.socialaccount.providers.openid_connect.urls")),
]
