from django.urls import path

from outcomes.views import reading, surveys

app_name = "outcomes"

urlpatterns = [
    path("", reading.overview, name="overview"),
    path("report.pdf", reading.report, name="report"),
    path("table.csv", reading.table, name="table"),
    path("placements.csv", reading.placements, name="placements"),
    path("first-destinations/", surveys.surveys, name="surveys"),
    path("first-destinations/<uuid:pk>/", surveys.survey, name="survey"),
    path("first-destinations/<uuid:pk>/answers.csv", surveys.survey_file, name="survey_file"),
    path("answer/<str:token>/", surveys.answer, name="answer"),
]
