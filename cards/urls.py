from django.urls import path

from cards.views import review

urlpatterns = [
    path("review/", review.review, name="review"),
    path("review/ahead/", review.ahead, name="review-ahead"),
    path("review/grade/", review.grade, name="review-grade"),
    path("review/undo/", review.undo, name="review-undo"),
    path("review/bury/", review.bury, name="review-bury"),
    path("review/suspend/", review.suspend, name="review-suspend"),
    path("review/flag/", review.flag, name="review-flag"),
]
