from search.request import Request, parse_query
from tests.helpers import CUSTOMERS, api, ids


def test_an_encoded_ampersand_belongs_to_the_value():
    assert ids("/customers?name=Smith+%26+Sons") == ["c2"]
    assert ids("/customers?name=Smith%20%26%20Sons&status=active") == []


def test_an_encoded_equals_sign_and_percent():
    assert ids("/customers?name=%3D+100+%25") == ["c3"]
    assert ids("/customers?name=Zo%C3%AB") == ["c3"]


def test_a_plus_in_a_name():
    assert ids("/customers?name=A%2BB") == ["c4"]
    assert ids("/customers?name=A+B") == []


def test_what_is_encoded_twice_is_decoded_once():
    assert ids("/customers?email=a%252Bb%40example.com") == ["c4"]
    assert ids("/customers?email=a%2Bb%40example.com") == []


def test_a_question_mark_and_a_slash_in_a_path():
    search = api()

    assert search.handle("GET", "/customers/c5%2Fa%3Fb/notes").body == ["called"]
    assert search.handle("GET", "/customers/c5/a?b/notes").status == 404


def test_a_plus_in_a_path_is_a_plus():
    assert Request.parse("GET", "/customers/a+b/notes").segments == ("customers", "a+b", "notes")
    assert Request.parse("GET", "/customers/a%2Bb/notes").segments == ("customers", "a+b", "notes")


def test_links_lead_where_they_say():
    search = api()
    listed = search.handle("GET", "/customers").body["customers"]

    assert search.handle("GET", listed[4]["notes"]).body == ["called"]


def walk(search, target):
    """The ids on this page and on all that follow it."""
    found = []
    for _ in range(len(CUSTOMERS) + 1):
        answer = search.handle("GET", target)
        found += [customer["id"] for customer in answer.body["customers"]]
        target = answer.body["next"]
        if target is None:
            return found
    raise AssertionError("the pages have no end")


def test_the_next_page_has_the_same_filter():
    search = api()

    assert walk(search, "/customers?name=%26+&limit=1&name=%2B&status=active") == ["c4"]
    assert walk(search, "/customers?limit=2") == ["c1", "c2", "c3", "c4", "c5/a?b"]


def test_a_filter_survives_the_next_link():
    search = api()

    following = search.handle("GET", "/customers?name=s&x=%26%3D%2B%25&limit=1").body["next"]

    assert parse_query(following.partition("?")[2])["x"] == ["&=+%"]


def test_a_query_taken_apart():
    assert parse_query("a=x%26b%3Dy") == {"a": ["x&b=y"]}
    assert parse_query("t=a=b==") == {"t": ["a=b=="]}
    assert parse_query("a=&b&&=x") == {"a": [""], "b": [""], "": ["x"]}
    assert parse_query("q=a+b%2Bc&q=%2525") == {"q": ["a b+c", "%25"]}
    assert parse_query("a%26b=1&n=%C3%A9") == {"a&b": ["1"], "n": ["é"]}
    assert parse_query("") == {}


def test_the_log_shows_what_people_read():
    search = api()

    search.handle("GET", "/customers?name=Smith+%26+Sons")
    search.handle("GET", "/nothing")

    assert search.log.lines == ["GET /customers?name=Smith & Sons 200", "GET /nothing 404"]
