"""Addresses of voices."""

from django.urls import path

from danbiet.voices.views import desk, intake

app_name = "voices"
urlpatterns = [
    path("new/", intake.new, name="new"),
    path("new/done/", intake.new_done, name="new_done"),
    path("new/denounce/", intake.denounce, name="denounce"),
    path("new/follow/<int:pk>/", intake.follow, name="follow"),
    path("new/followed/", intake.followed, name="followed"),
    path("board/", desk.board, name="board"),
    path("desk/new/", desk.desk_new, name="desk_new"),
    path("desk/notebook/", desk.notebook, name="notebook"),
    path("desk/notebook/blank/", desk.notebook_blank, name="notebook_blank"),
    path("desk/sorting/", desk.sorting, name="sorting"),
    path("desk/sorting/<int:pk>/", desk.confirm, name="confirm_kind"),
]
