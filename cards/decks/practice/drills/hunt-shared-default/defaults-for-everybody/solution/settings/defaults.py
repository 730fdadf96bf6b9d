"""What holds for a tenant who has not said otherwise. Changing it needs a release."""

from typing import Any

Settings = dict[str, Any]

DEFAULTS: Settings = {
    "receipts": {
        "email": True,
        "sms": False,
        "languages": ["en"],
        "quiet_hours": {"from": 22, "to": 7, "weekend": {"from": 20, "to": 9}},
    },
    "payouts": {"interval": "daily", "minimum": 0},
    "branding": {"colour": "#635bff", "logo": ""},
}
