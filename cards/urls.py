from django.urls import path

from cards.views import decks, pages, progress, review, settings, study, today

urlpatterns = [
    path("", today.today, name="today"),
    path("review/", review.review, name="review"),
    path("review/ahead/", review.ahead, name="review-ahead"),
    path("review/grade/", review.grade, name="review-grade"),
    path("review/undo/", review.undo, name="review-undo"),
    path("review/bury/", review.bury, name="review-bury"),
    path("review/suspend/", review.suspend, name="review-suspend"),
    path("review/flag/", review.flag, name="review-flag"),
    path("review/free/", study.free, name="review-free"),
    path("decks/", decks.decks, name="decks"),
    path("decks/card/<slug:key>/", decks.card_by_key, name="card-by-key"),
    path("decks/<slug:slug>/", decks.deck, name="deck"),
    path("decks/<slug:slug>/enrol/", decks.deck_enrol, name="deck-enrol"),
    path("decks/<slug:slug>/pause/", decks.deck_pause, name="deck-pause"),
    path("decks/<slug:slug>/cards/", decks.deck_list, name="deck-cards"),
    path("decks/<slug:slug>/cards/<slug:key>/", decks.deck_card, name="deck-card"),
    path("decks/<slug:slug>/cards/<slug:key>/suspend/", decks.deck_card_suspend, name="deck-card-suspend"),
    path("decks/<slug:slug>/cards/<slug:key>/resume/", decks.deck_card_resume, name="deck-card-resume"),
    path("decks/<slug:slug>/cards/<slug:key>/flag/", decks.deck_card_flag, name="deck-card-flag"),
    path("progress/", progress.progress, name="progress"),
    path("settings/", settings.settings, name="settings"),
    path("reminders/stop/<str:token>/", settings.stop, name="stop-reminders"),
    path("accounts/delete/", settings.delete_account, name="delete_account"),
    path("about/", pages.about, name="about"),
    path("privacy/", pages.privacy, name="privacy"),
    path("keyboard/", pages.keyboard, name="keyboard"),
]
