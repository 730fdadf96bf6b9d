"""One view that does what grading must do at least: session, user, one transaction of three statements, a template."""

from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpResponse
from django.template import Context, Engine
from django.urls import path
from django.utils import timezone

PAGE = Engine().from_string(
    '<article>{{ title }}</article><form method="post"><input name="card" value="{{ card }}">'
    '{% for grade in grades %}<button name="quality" value="{{ grade }}">{{ grade }}</button>{% endfor %}</form>'
)
NO = "0" if connection.vendor == "sqlite" else "false"  # as in the condition of the index that the query is to use
NEXT = (
    "SELECT c.id, c.title FROM cards_schedule s JOIN cards_card c ON c.id = s.card_id WHERE s.learner_id = %s"
    f" AND s.is_suspended = {NO} AND s.is_shelved = {NO} AND s.planned_for <= %s ORDER BY s.planned_for LIMIT 1"
)


def grade(request):
    learner, card, now = request.user.pk, int(request.POST["card"]), timezone.now()
    today = now.date()
    stamp = connection.ops.adapt_datetimefield_value(now)
    key = request.POST["review"].replace("-", "")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            'SELECT id, repetitions, ease, "interval", version FROM cards_schedule'
            " WHERE learner_id = %s AND card_id = %s",
            [learner, card],
        )
        schedule, _, _, interval, version = cursor.fetchone()
        due = (today + timedelta(interval + 1)).isoformat()
        cursor.execute(
            "INSERT INTO cards_review (learner_id, card_id, key, quality, reviewed_at, study_day, seconds, phase)"
            " VALUES (%s, %s, %s, %s, %s, %s, 5, 0)",
            [learner, card, key, int(request.POST["quality"]), stamp, today.isoformat()],
        )
        cursor.execute(
            'UPDATE cards_schedule SET repetitions = repetitions + 1, "interval" = %s, due = %s, planned_for = %s,'
            " reviewed_at = %s, version = version + 1 WHERE id = %s AND version = %s",
            [interval + 1, due, due, stamp, schedule, version],
        )
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [learner, today.isoformat()])
        following, title = cursor.fetchone()
    return HttpResponse(PAGE.render(Context({"card": following, "title": title, "grades": range(2, 6)})))


urlpatterns = [path("review/grade/", grade)]
