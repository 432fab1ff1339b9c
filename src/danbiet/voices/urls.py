"""Addresses of voices."""

from django.urls import path

from danbiet.voices.views import intake

app_name = "voices"
urlpatterns = [
    path("new/", intake.new, name="new"),
    path("new/done/", intake.new_done, name="new_done"),
    path("new/denounce/", intake.denounce, name="denounce"),
    path("new/follow/<int:pk>/", intake.follow, name="follow"),
    path("new/followed/", intake.followed, name="followed"),
]
