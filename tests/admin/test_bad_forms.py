"""What the API refuses, the admin's form refuses: as a form error, with nothing changed, whatever is posted."""

import pytest

from catalog.models import ChargingStationModel, Connector
from tests.admin.html_client import ADD, HtmlClient, change_page, form_errors, staff_client
from tests.catalogue_snapshot import catalogue_rows
from tests.factories import StationModelFactory, connector_data

pytestmark = pytest.mark.django_db

VENDOR_REQUIRED = "vendor: Enter the vendor."
CONTROL = "Must not contain control characters, line breaks or bidirectional overrides."
NUL = "Null characters are not allowed."
WHOLE = "Enter a whole number."
NUMBER = "must be a number"
DIGITS = "has more digits than can be stored exactly"
URL = "Must be an absolute http or https URL without user name and password."
TOO_LONG = "Ensure this value has at most 200 characters (it has 201)."
POSITIVE = "Must be greater than 0."
CHOICE = "is not one of the available choices."
COUNT = "Add at least one connector (64 at most)."

ROW = {
    "connector_id": "2",
    "connection_type": "CHADEMO",
    "format": "CABLE",
    "max_amperage": "125",
    "max_voltage": "500",
    "max_power_watts": "50",
}


def rows(count: int, **fields: str) -> dict[str, str]:
    """A whole set of connectors, each with an id of its own."""
    posted = {"connectors-TOTAL_FORMS": str(count)}
    for number in range(count):
        for name, value in {**ROW, "connector_id": str(number + 1), **fields}.items():
            posted[f"connectors-{number}-{name}"] = value
    return posted


def text(name: str) -> list[tuple[dict[str, str], str]]:
    return [
        ({name: "x" * 201}, f"{name}: {TOO_LONG}"),
        ({name: "a\x00b"}, f"{name}: {NUL}"),
        ({name: "a\nb"}, f"{name}: {CONTROL}"),
        ({name: "a\x1bb"}, f"{name}: {CONTROL}"),
        ({name: "a\x85b"}, f"{name}: {CONTROL}"),
        ({name: "a\u202eb"}, f"{name}: {CONTROL}"),
        ({name: "a\u2066b"}, f"{name}: {CONTROL}"),
    ]


def required(name: str, complaint: str) -> list[tuple[dict[str, str], str]]:
    return [({name: ""}, f"{name}: {complaint}"), ({name: " \t\u00a0 "}, f"{name}: {complaint}")]


def rating(name: str, subject: str, maximum: str, unit: str) -> list[tuple[dict[str, str], str]]:
    field = f"connectors-0-{name}"
    where = f"row 0, {name}: "
    return [
        ({field: ""}, f"{where}Enter the {subject.lower()}."),
        ({field: "0"}, where + POSITIVE),
        ({field: "-1"}, where + POSITIVE),
        ({field: "0.0000000001"}, "Ensure that there are no more than 6 decimal places."),
        ({field: maximum + "1"}, f"{where}Enter at most {maximum} {unit}."),
        ({field: maximum + ".0001"}, f"{where}Enter at most {maximum} {unit}."),
        ({field: "9" * 5000}, f"{where}{subject} has too many characters."),
        ({field: "9" * 35}, f"{where}{subject} {DIGITS}"),
        ({field: "1e400"}, f"{where}Enter at most {maximum} {unit}."),
        ({field: "1e-400"}, "Ensure that there are no more than"),
        ({field: "1e999999999"}, f"{where}{subject} {DIGITS}"),
        ({field: "22.080"}, f"{where}{subject} \u201c22.080\u201d can be 22.08 {unit} or 22080 {unit[-1]}."),
        ({field: "1,234,567"}, f"{where}{subject} has separators of thousands"),
        *(
            ({field: garbage}, f"{where}{subject} {NUMBER}")
            for garbage in (
                "NaN",
                "Infinity",
                "-inf",
                "abc",
                "12 x",
                "12 kg",
                "1_0",
                "0x10",
                "\u0661\u0662",
                "\uff11\uff12",
                "1\x002",
                "[1]",
                "e5",
            )
        ),
    ]


BAD = [
    *required("vendor", "Enter the vendor."),
    *text("vendor"),
    *required("model", "Enter the model name."),
    *text("model"),
    *text("friendly_name"),
    *required("ocpp_url_key", "Enter the OCPP URL setting."),
    *text("ocpp_url_key"),
    ({"power_type": ""}, "power_type: Choose the power type."),
    ({"power_type": "AC_2_PHASE"}, CHOICE),
    ({"power_type": "dc"}, CHOICE),
    ({"power_type": "DC\x00"}, CHOICE),
    ({"image_url": "/pictures/eve.png"}, f"image_url: {URL}"),
    ({"image_url": "ftp://images.example.com/eve.png"}, f"image_url: {URL}"),
    ({"image_url": "javascript:alert(1)"}, f"image_url: {URL}"),
    ({"image_url": "https://ada:secret@images.example.com/eve.png"}, f"image_url: {URL}"),
    ({"image_url": "https://images.example.com/a b.png"}, f"image_url: {URL}"),
    ({"image_url": "https://images.example.com/\x00"}, f"image_url: {NUL}"),
    ({"image_url": "https://images.example.com/" + "x" * 500}, "image_url: Ensure this value has at most 500"),
    # One connector's fields.
    ({"connectors-0-connector_id": ""}, "row 0, connector_id: Enter the connector ID."),
    ({"connectors-0-connector_id": "0"}, "row 0, connector_id: Connector IDs start at 1."),
    ({"connectors-0-connector_id": "-1"}, "row 0, connector_id: Connector IDs start at 1."),
    ({"connectors-0-connector_id": "2147483648"}, "row 0, connector_id: Ensure this value is less than or equal"),
    ({"connectors-0-connector_id": "9" * 30}, "row 0, connector_id: Ensure this value is less than or equal"),
    *(
        ({"connectors-0-connector_id": garbage}, f"row 0, connector_id: {WHOLE}")
        for garbage in ("1.5", "abc", "1_0", "\u0663", "1\x00", "true", "1e0", "9" * 5000)
    ),
    ({"connectors-0-evse": "0"}, "row 0, evse: EVSE numbers start at 1."),
    ({"connectors-0-evse": "2147483648"}, "row 0, evse: Ensure this value is less than or equal"),
    ({"connectors-0-evse": "1_0"}, f"row 0, evse: {WHOLE}"),
    ({"connectors-0-connection_type": ""}, "row 0, connection_type: Choose a connector type."),
    ({"connectors-0-connection_type": "SCHUKO"}, CHOICE),
    ({"connectors-0-connection_type": "\x00"}, CHOICE),
    ({"connectors-0-format": ""}, "row 0, format: Choose a format."),
    ({"connectors-0-format": "cable"}, CHOICE),
    *rating("max_amperage", "Current", "10000", "A"),
    *rating("max_voltage", "Voltage", "10000", "V"),
    *rating("max_power_watts", "Power", "100000", "kW"),
    # All connectors together.
    ({"connectors-TOTAL_FORMS": "0"}, COUNT),
    (rows(65), COUNT),
    ({**rows(2), "connectors-1-connector_id": "1"}, "row 1, connector_id: ID 1 is already used. Try 2."),
    (
        {**rows(3), "connectors-2-connector_id": "1.0"},
        "row 2, connector_id: ID 1 is already used. Try 3.",
    ),
    # The management form.
    ({"connectors-TOTAL_FORMS": ""}, COUNT),
    ({"connectors-TOTAL_FORMS": "-3"}, COUNT),
    ({"connectors-TOTAL_FORMS": "many"}, COUNT),
    ({"connectors-TOTAL_FORMS": "1\x00"}, COUNT),
    ({"connectors-TOTAL_FORMS": "9" * 5000}, COUNT),
    ({"connectors-TOTAL_FORMS": "1000000000000"}, "Please submit at most 64 forms."),
    ({"connectors-INITIAL_FORMS": ""}, "INITIAL_FORMS"),
    ({"connectors-INITIAL_FORMS": "many"}, "INITIAL_FORMS"),
]
IDS = [f"{'+'.join(list(posted)[:1])}-{number}" for number, (posted, _) in enumerate(BAD)]


@pytest.fixture(scope="module")
def station_model(module_transaction: None) -> ChargingStationModel:
    return StationModelFactory(vendor="Alfen", model="NG910", connectors=[connector_data(1)])


@pytest.fixture(scope="module")
def browser(module_transaction: None) -> HtmlClient:
    return staff_client()


@pytest.fixture(scope="module")
def form(browser: HtmlClient, station_model: ChargingStationModel) -> dict[str, str]:
    """As it is shown, unchanged."""
    return browser.form(change_page(station_model))


@pytest.fixture(scope="module")
def new_form(browser: HtmlClient) -> dict[str, str]:
    return {
        **browser.form(ADD),
        "vendor": "Zaptec",
        "new_vendor": "Zaptec",
        "model": "Go",
        "power_type": "DC",
        "ocpp_url_key": "CentralSystemAddress",
        **rows(1),
    }


@pytest.mark.parametrize(("posted", "complaint"), BAD, ids=IDS)
def test_a_bad_edit_is_a_form_error_and_changes_nothing(
    browser: HtmlClient,
    station_model: ChargingStationModel,
    form: dict[str, str],
    posted: dict[str, str],
    complaint: str,
) -> None:
    before = catalogue_rows()

    response = browser.post(change_page(station_model), {**form, **posted})

    assert complaint in form_errors(response)
    assert "your attention" in response.content.decode()
    assert catalogue_rows() == before


@pytest.mark.parametrize(("posted", "complaint"), BAD, ids=IDS)
def test_a_bad_new_model_is_a_form_error_and_adds_nothing(
    browser: HtmlClient, new_form: dict[str, str], posted: dict[str, str], complaint: str
) -> None:
    before = catalogue_rows()

    response = browser.post(ADD, {**new_form, **posted})

    assert complaint in form_errors(response)
    assert catalogue_rows() == before


def test_all_faults_are_named_at_once(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    response = browser.save(
        change_page(station_model),
        {"vendor": "", "connectors-0-max_voltage": "0", "connectors-0-format": "HOSE", "image_url": "no"},
    )

    said = form_errors(response)
    assert VENDOR_REQUIRED in said
    assert f"image_url: {URL}" in said
    assert f"row 0, max_voltage: {POSITIVE}" in said
    assert CHOICE in said


def test_an_empty_post_is_a_form_error(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    added = browser.post(ADD, {})
    edited = browser.post(change_page(station_model), {})

    assert VENDOR_REQUIRED in form_errors(added)
    assert VENDOR_REQUIRED in form_errors(edited)
    assert COUNT in form_errors(edited)
    assert ChargingStationModel.objects.count() == 1


@pytest.mark.parametrize("key", ["1", "abc", "\x00", "9" * 50, "00000000-0000-4000-8000-000000000000"])
def test_posted_keys_reach_for_nothing(browser: HtmlClient, station_model: ChargingStationModel, key: str) -> None:
    other = StationModelFactory(connectors=[connector_data(9)])
    taken = (
        {"connectors-0-id": str(Connector.objects.get(connector_id=9).pk)} if key == "1" else {"connectors-0-id": key}
    )

    response = browser.save(
        change_page(station_model),
        {
            **taken,
            "connectors-0-station_model": key,
            "connectors-INITIAL_FORMS": "1",
            "connectors-0-max_voltage": "235",
        },
    )

    assert response.status_code == 302
    assert [each.connector_id for each in Connector.objects.filter(station_model=other)] == [9]
    assert Connector.objects.get(station_model=station_model).max_voltage == 235


@pytest.mark.parametrize("extra", [{"_saveasnew": "1"}, {"_popup": "1"}, {"_continue": "1"}, {"_addanother": "1"}])
def test_a_bad_form_sent_by_any_button_is_a_form_error(
    browser: HtmlClient, station_model: ChargingStationModel, extra: dict[str, str]
) -> None:
    before = catalogue_rows()

    response = browser.save(change_page(station_model), {"vendor": "", **extra})

    assert VENDOR_REQUIRED in form_errors(response)
    assert catalogue_rows() == before


def test_saving_as_new_is_held_to_the_same_rules(browser: HtmlClient, station_model: ChargingStationModel) -> None:
    before = catalogue_rows()

    response = browser.save(change_page(station_model), {"_saveasnew": "1"})

    assert "already exists. Use a different model name." in form_errors(response)
    assert catalogue_rows() == before


def test_a_post_of_more_fields_than_any_form_has_is_a_bad_request(
    browser: HtmlClient, station_model: ChargingStationModel
) -> None:
    response = browser.post(change_page(station_model), {f"field-{number}": "x" for number in range(1_001)})

    assert response.status_code == 400


def test_a_post_without_the_token_is_refused(
    browser: HtmlClient, station_model: ChargingStationModel, form: dict[str, str]
) -> None:
    before = catalogue_rows()

    response = browser.client.post(change_page(station_model), {**form, "vendor": "Else", "csrfmiddlewaretoken": ""})

    assert response.status_code == 403
    assert catalogue_rows() == before
