from django.urls import path

from outcomes.views import reading

app_name = "outcomes"

urlpatterns = [
    path("", reading.overview, name="overview"),
    path("table.csv", reading.table, name="table"),
]
