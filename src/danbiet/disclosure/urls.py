"""Addresses of disclosure."""

from django.urls import path

from danbiet.disclosure.views import items, postings, publishing, register

app_name = "disclosure"
hanging = [
    path("<str:code>/points/", postings.points, name="points"),
    path("points/<int:pk>/close/", postings.close_point, name="close_point"),
    path("items/<int:pk>/postings/", postings.postings, name="postings"),
    path("postings/<int:pk>/up/", postings.put_up, name="put_up"),
    path("postings/<int:pk>/down/", postings.take_off, name="take_off"),
    path("postings/<int:pk>/proof/", postings.proof, name="proof"),
]
shown = [
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/file/<int:number>/", items.file, name="file"),
    path("items/<int:pk>/receipt.json", items.receipt, name="receipt"),
    path("items/<int:pk>/print/", items.print_sheet, name="print"),
    path("items/<int:pk>/print/qr.svg", items.sheet_qr, name="qr"),
    path("items/<int:pk>/publish/", publishing.publish, name="publish"),
    path("items/<int:pk>/drop/", publishing.drop, name="drop"),
    path("items/<int:pk>/correct/", publishing.correct, name="correct"),
    path("items/<int:pk>/withdraw/", publishing.withdraw, name="withdraw"),
    path("items/<int:pk>/take-down/", publishing.take_down, name="take_down"),
    path("items/<int:pk>/confirm/", publishing.confirm, name="confirm"),
    path("budget-template.xlsx", register.template, name="budget_template"),
    path("<str:code>/new/", publishing.new, name="new"),
    path("<str:code>/list/", register.quarterly, name="list"),
    path("<str:code>/register.csv", register.register_csv, name="register_csv"),
    path("<str:code>/register.json", register.register_json, name="register_json"),
    path("<str:code>/feed.atom", register.feed, name="feed"),
]
urlpatterns = shown + hanging
