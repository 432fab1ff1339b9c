"""Addresses of voices, and of tips, which stand apart under /tips/ (config/quiet.py)."""

from django.urls import path, re_path

from danbiet.voices.views import denunciations, desk, handling, hearing, intake, places, tips, vaults

app_name = "voices"
urlpatterns = [
    path("new/", intake.new, name="new"),
    path("new/done/", intake.new_done, name="new_done"),
    path("new/denounce/", intake.denounce, name="denounce"),
    path("new/map/<str:code>.svg", intake.new_map, name="new_map"),
    path("new/follow/", intake.follow, name="follow"),
    path("new/followed/", intake.followed, name="followed"),
    path("board/", desk.board, name="board"),
    path("desk/new/", desk.desk_new, name="desk_new"),
    path("desk/notebook/", desk.notebook, name="notebook"),
    path("desk/notebook/blank/", desk.notebook_blank, name="notebook_blank"),
    path("desk/sorting/", desk.sorting, name="sorting"),
    path("desk/sorting/confirm/", desk.confirm_many, name="confirm_kinds"),
    path("desk/sorting/<int:pk>/", desk.confirm, name="confirm_kind"),
    path("status/", hearing.status, name="status"),
    path("desk/", handling.desk, name="desk"),
    path("desk/assign/", handling.assign, name="assign_many"),
    path("cases/<str:number>/", handling.case, name="case"),
    path("cases/<str:number>/<slug:what>/", handling.act, name="act"),
    path("letters/<int:pk>.docx", handling.letter, name="letter"),
    path("letters/<int:pk>/", handling.letter_page, name="letter_page"),
    path("letters/<int:pk>/send/", handling.send_letter, name="send_letter"),
    path("photos/<int:pk>/", hearing.photo, name="photo"),
    path("place/<str:code>/", places.place, name="place"),
    path("map/<str:code>/", places.map_of, name="map"),
    path("place/<str:code>/term/", places.set_term, name="set_term"),
    path("reception/<str:code>/", places.reception, name="reception"),
    path("reception/<str:code>/post/", places.post_day, name="post_day"),
    re_path(r"^reception/days/(?P<pk>[0-9]{1,18})/(?P<what>keep|miss|move|visit)/$", places.on_day, name="on_day"),
    re_path(r"^(?P<number>PA-[0-9]{4}-[0-9]{6,9})/$", hearing.published, name="published"),
]

# kept apart: for the inspector and the leader of the very place, and for the holders of keys
urlpatterns += [
    path("denunciations/", denunciations.denunciations, name="denunciations"),
    path("denunciations/new/", denunciations.new, name="denunciation_new"),
    path("denunciations/<int:pk>/", denunciations.denunciation, name="denunciation"),
    path("denunciations/<int:pk>/step/", denunciations.step, name="denunciation_step"),
    path("denunciations/<int:pk>/summary/", denunciations.summary, name="denunciation_summary"),
    path("denunciations/<int:pk>/conclusion/", denunciations.conclusion, name="denunciation_conclusion"),
    path("denunciations/<int:pk>/publish/", denunciations.publish, name="denunciation_publish"),
    path(
        "denunciations/<int:pk>/letters/<slug:act>/<int:place>.docx", denunciations.letter, name="denunciation_letter"
    ),
    path("conclusions/<str:code>/", denunciations.conclusions, name="conclusions"),
    path("vaults/", vaults.vaults, name="vaults"),
    path("vaults/new/", vaults.new, name="vault_new"),
    path("vaults/<int:pk>/", vaults.vault, name="vault"),
    path("vaults/<int:pk>/confirm/", vaults.confirm, name="vault_confirm"),
    path("vaults/<int:pk>/retire/", vaults.retire, name="vault_retire"),
    path("vaults/<int:pk>/fetch/", vaults.fetch, name="vault_fetch"),
    path("vaults/<int:pk>/put/", vaults.put, name="vault_put"),
    path("vaults/<int:pk>/step/", vaults.step, name="vault_step"),
]

tip_patterns = [
    path("", tips.start, name="start"),
    path("box/", tips.box, name="box"),
    path("<str:code>/", tips.write, name="write"),
]
