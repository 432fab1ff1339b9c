"""Addresses of plans."""

from django.urls import path

from danbiet.plans.views import drafting, importing, reading, targets, working

app_name = "plans"
urlpatterns = [
    path("import/", importing.new_import, name="import"),
    path("import/<int:pk>/", importing.review_import, name="review_import"),
    path("import/<int:pk>/carry-over/", importing.carry_over_import, name="carry_over_import"),
    path("import/<int:pk>/drop/", importing.drop_import, name="drop_import"),
    path("targets/<int:pk>/", targets.target, name="target"),
    path("", reading.plans, name="plans"),
    path("new/", drafting.new_plan, name="new"),
    path("<int:pk>/", reading.plan, name="plan"),
    path("<int:pk>/coverage/", reading.coverage, name="coverage"),
    path("<int:pk>/cascade/", reading.cascade, name="cascade"),
    path("<int:pk>/tasks.csv", reading.tasks_csv, name="tasks_csv"),
    path("<int:pk>/tasks.xlsx", reading.tasks_xlsx, name="tasks_xlsx"),
    path("<int:pk>/draft/", drafting.draft, name="draft"),
    path("<int:pk>/draft/items/", drafting.add_item, name="add_item"),
    path("<int:pk>/draft/hang/", drafting.hang, name="hang"),
    path("<int:pk>/draft/also/", drafting.answer_also, name="answer_also"),
    path("<int:pk>/draft/targets/", drafting.add_target, name="add_target"),
    path("<int:pk>/draft/issue/", drafting.issue, name="issue"),
    path("<int:pk>/assign/", working.assign_many, name="assign_many"),
    path("<int:pk>/split/", drafting.split, name="split"),
    path("items/<int:pk>/", drafting.item, name="item"),
    path("items/<int:pk>/strike/", drafting.strike_item, name="strike_item"),
    path("items/<int:pk>/<slug:what>/", drafting.change_item, name="change_item"),
    path("tasks/<int:pk>/", working.task, name="task"),
    path("tasks/<int:pk>/assign/", working.assign, name="assign"),
    path("tasks/<int:pk>/report/", working.report, name="report"),
    path("tasks/<int:pk>/correct/", working.correct, name="correct"),
    path("tasks/<int:pk>/cancel/", working.cancel, name="cancel"),
    path("notes/<int:pk>/judge/", working.judge, name="judge"),
    path("corrections/<int:pk>/answer/", working.answer, name="answer"),
    path("corrections/<int:pk>/recheck/", working.recheck, name="recheck"),
    path("evidence/<int:pk>/", reading.evidence, name="evidence"),
]
