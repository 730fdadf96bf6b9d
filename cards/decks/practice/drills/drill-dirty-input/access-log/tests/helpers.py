def line(path="/v1/charges", status=200, ms=10, address="203.0.113.7", method="GET"):
    return f'1772476800 {address} "{method} {path}" {status} {ms}ms'
