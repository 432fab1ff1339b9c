"""Addresses of voices."""

from django.urls import path, re_path

from danbiet.voices.views import desk, handling, hearing, intake, places

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
    path("status/", hearing.status, name="status"),
    path("desk/", handling.desk, name="desk"),
    path("desk/assign/", handling.assign, name="assign_many"),
    path("cases/<str:number>/", handling.case, name="case"),
    path("cases/<str:number>/<slug:what>/", handling.act, name="act"),
    path("letters/<int:pk>.docx", handling.letter, name="letter"),
    path("letters/<int:pk>/send/", handling.send_letter, name="send_letter"),
    path("photos/<int:pk>/", hearing.photo, name="photo"),
    path("place/<str:code>/", places.place, name="place"),
    path("place/<str:code>/term/", places.set_term, name="set_term"),
    path("reception/<str:code>/", places.reception, name="reception"),
    path("reception/<str:code>/post/", places.post_day, name="post_day"),
    re_path(r"^reception/days/(?P<pk>[0-9]{1,18})/(?P<what>keep|miss|move|visit)/$", places.on_day, name="on_day"),
    re_path(r"^(?P<number>PA-[0-9]{4}-[0-9]{6,9})/$", hearing.published, name="published"),
]
