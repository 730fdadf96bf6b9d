from search.api import Api
from search.customers import Customer, Customers

CUSTOMERS = [
    Customer("c1", "Jo Smith", "jo+test@example.com"),
    Customer("c2", "Smith & Sons", "office@smith.example", "blocked"),
    Customer("c3", "Zoë = 100 %", "zoe@example.com", "closed"),
    Customer("c4", "A+B", "a%2Bb@example.com"),
    Customer("c5/a?b", "Slash", "slash@example.com", notes=["called"]),
]


def api():
    return Api(Customers(CUSTOMERS))


def ids(target):
    """The ids of the customers that are found."""
    answer = api().handle("GET", target)
    assert answer.status == 200
    return [customer["id"].split("/")[0] for customer in answer.body["customers"]]
