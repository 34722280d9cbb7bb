"""Red flags: which message, which events and which step each trick belongs to."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from order_strategies import DAYS, orders
from pydantic import ValidationError

from aliguard.errors import RulebookError
from aliguard.model import Event, Order
from aliguard.model.event import (
    Accepted,
    Cancelled,
    Delivered,
    DisputeCancelled,
    DisputeModified,
    DisputeOpened,
    Extended,
    ExtensionRefused,
    ExtensionRequested,
    Offered,
    Placed,
    Rejected,
    Ruled,
    Shipped,
    SteppedIn,
    Tracking,
)
from aliguard.model.kinds import Reason, Remedy, TrackingState
from aliguard.model.money import parse_money
from aliguard.rulebooks import load
from aliguard.rules.names import Circumstance, Step
from aliguard.rules.rulebook import Rulebook, Trick
from aliguard.rules.situation import situation
from aliguard.rules.tricks import before, circumstances, fitting, said

BOOKS = load()
IDS = (
    *("paypal-refund", "close-for-promise", "one-cent-order", "confirm-early", "return-outside"),
    *("costly-return", "replacement", "seller-extension", "false-tracking", "reason-not-needed"),
    *("late-offer", "zero-refund", "paypal-reversal", "discount-instead", "money-sent"),
    *("pay-outside", "wait-longer", "reason-customs"),
)
SAID = (
    ("paypal-refund", "I can refund you by PayPal, my friend, please tell me your account"),
    ("paypal-refund", "We will send the money to your bank account today"),
    ("paypal-refund", "Le haremos una transferencia bancaria hoy mismo"),
    ("paypal-refund", "Por favor me passe os seus dados bancários"),
    ("paypal-refund", "Напишите номер карты, я переведу вам деньги"),
    ("paypal-refund", "Wir überweisen Ihnen das Geld, senden Sie uns Ihre Bankverbindung"),
    ("close-for-promise", "Dear, please close the dispute first, then I send you a coupon"),
    ("close-for-promise", "Can you cancel your dispute? It is bad for our shop"),
    ("close-for-promise", "If you withdraw the claim we give you a nice gift"),
    ("close-for-promise", "Cierre la disputa y le haremos un descuento"),
    ("close-for-promise", "Você pode fechar a disputa, por favor?"),
    ("close-for-promise", "Закройте, пожалуйста, спор, и мы вернём деньги"),
    ("close-for-promise", "Bitte schließen Sie den Streitfall, wir regeln das"),
    ("one-cent-order", "Please place a new order, I change the price to US$0.01 for you"),
    ("one-cent-order", "You only pay one cent and we ship the right size"),
    ("one-cent-order", "Haga un nuevo pedido por 0,01 y enviamos el correcto"),
    ("one-cent-order", "Pode fazer um novo pedido por um centavo"),
    ("one-cent-order", "Сделайте новый заказ за 0,01 доллара"),
    ("one-cent-order", "Bitte eine neue Bestellung aufgeben, sie kostet nur einen Cent"),
    ("confirm-early", "Can you confirm receipt now? The parcel will come soon"),
    ("confirm-early", "Just press confirm, the post office is slow"),
    ("confirm-early", "Confirme el pedido, por favor, ya casi llega"),
    ("confirm-early", "Por favor, confirme o recebimento agora"),
    ("confirm-early", "Подтвердите получение заказа, посылка скоро придёт"),
    ("confirm-early", "Bitte bestätigen Sie schon jetzt den Erhalt der Ware"),
    ("return-outside", "Please send it back to this address, then we refund"),
    ("return-outside", "Could you return the item? Here is our return address"),
    ("return-outside", "Puede devolver el producto a esta dirección"),
    ("return-outside", "Pode devolver o produto para este endereço"),
    ("return-outside", "Отправьте товар обратно на этот адрес"),
    ("return-outside", "Schicken Sie die Ware an diese Adresse zurück"),
    ("costly-return", "You send the goods back at your own cost and get the money"),
    ("costly-return", "We refund after we receive the parcel, you pay the return shipping"),
    ("costly-return", "Los gastos de devolución son suyos"),
    ("costly-return", "O frete da devolução é por sua conta"),
    ("costly-return", "Пересылка за ваш счёт, потом вернём всю сумму"),
    ("costly-return", "Sie bekommen alles, aber der Versand geht auf Ihre Kosten"),
    ("replacement", "I will send you a new one, no need to ask for the money"),
    ("replacement", "We resend the parcel tomorrow, is that ok?"),
    ("replacement", "Le enviaremos otro sin coste"),
    ("replacement", "Enviaremos outro produto sem custo"),
    ("replacement", "Мы отправим товар ещё раз"),
    ("replacement", "Wir schicken Ihnen kostenlos einen neuen Artikel"),
    ("seller-extension", "We have extended the buyer protection for you, just wait"),
    ("seller-extension", "I extended it by 30 days, do not worry"),
    ("seller-extension", "Hemos ampliado el plazo de protección"),
    ("seller-extension", "Já estendemos o prazo, pode ficar tranquilo"),
    ("seller-extension", "Я продлил защиту покупателя на 20 дней"),
    ("seller-extension", "Wir haben den Käuferschutz verlängert"),
    ("false-tracking", "The tracking will be updated in some days, only wait"),
    ("false-tracking", "Sorry, here is a new tracking number for your parcel"),
    ("false-tracking", "El número de seguimiento se actualizará pronto"),
    ("false-tracking", "O código de rastreio vai atualizar em breve"),
    ("false-tracking", "Трек-номер обновится через несколько дней"),
    ("false-tracking", "Die Sendungsnummer wird bald aktualisiert"),
    ("reason-not-needed", "Please change the reason to 'I don't need it'"),
    ("reason-not-needed", "Choose personal reasons in the form, then we agree"),
    ("reason-not-needed", "¿Puede cambiar el motivo de la disputa?"),
    ("reason-not-needed", "Mude o motivo para 'não preciso mais'"),
    ("reason-not-needed", "Измените причину: товар не нужен"),
    ("reason-not-needed", "Bitte ändern Sie den Grund auf 'nicht mehr gebraucht'"),
    ("late-offer", "Please accept our new solution quickly, the time is running out"),
    ("late-offer", "My final offer is 2 dollars"),
    ("late-offer", "Acepte nuestra oferta hoy"),
    ("late-offer", "Aceite a nossa proposta, por favor"),
    ("late-offer", "Примите моё предложение сегодня"),
    ("late-offer", "Bitte akzeptieren Sie unser Angebot"),
    ("zero-refund", "No return, no refund: the quality is good"),
    ("zero-refund", "Our answer to you is a refund of US $0.00"),
    ("zero-refund", "La solución es sin reembolso"),
    ("zero-refund", "A nossa resposta: sem reembolso"),
    ("zero-refund", "Решение продавца: без возврата"),
    ("zero-refund", "Es gibt keine Rückerstattung"),
    ("paypal-reversal", "I opened a case on PayPal, because I got no goods from you"),
    ("paypal-reversal", "I pay you with PayPal as goods and services"),
    ("paypal-reversal", "Hemos abierto una disputa en PayPal"),
    ("paypal-reversal", "Vou abrir uma disputa no PayPal"),
    ("paypal-reversal", "Я открыл на вас спор в PayPal"),
    ("paypal-reversal", "Ich habe bei PayPal einen Fall eröffnet"),
    ("discount-instead", "We give you a discount on your next order, my friend"),
    ("discount-instead", "I can send you a coupon for that"),
    ("discount-instead", "Le damos un descuento en su próxima compra"),
    ("discount-instead", "Damos um desconto na sua próxima compra"),
    ("discount-instead", "Сделаем скидку на следующий заказ"),
    ("discount-instead", "Sie bekommen Rabatt auf die nächste Bestellung"),
    ("money-sent", "The money was sent, see the receipt"),
    ("money-sent", "Here is the payment slip of your refund"),
    ("money-sent", "El dinero ya fue enviado, aquí está el comprobante"),
    ("money-sent", "O dinheiro foi enviado, veja o comprovante"),
    ("money-sent", "Деньги мы уже отправили"),
    ("money-sent", "Das Geld wurde überwiesen, siehe Beleg"),
    ("pay-outside", "You can pay me directly, it is cheaper"),
    ("pay-outside", "Please transfer the postage to my account"),
    ("pay-outside", "Puede pagarnos directamente, es más barato"),
    ("pay-outside", "Pode pagar diretamente, fica mais barato"),
    ("pay-outside", "Можете оплатить напрямую, так дешевле"),
    ("pay-outside", "Sie können direkt bezahlen, das ist billiger"),
    ("wait-longer", "Please wait 15 days, then we refund you"),
    ("wait-longer", "Dear, wait another week, the parcel will come"),
    ("wait-longer", "Espere 15 días más, por favor"),
    ("wait-longer", "Aguarde 15 dias e devolvemos tudo"),
    ("wait-longer", "Подождите две недели, пожалуйста"),
    ("wait-longer", "Bitte warten Sie zwei Wochen"),
    ("reason-customs", "Please choose customs in the form"),
    ("reason-customs", "Change the reason to customs problem"),
    ("reason-customs", "Ponga aduana como motivo de la disputa"),
    ("reason-customs", "Coloque alfândega como motivo"),
    ("reason-customs", "Укажите причину: таможня"),
    ("reason-customs", "Geben Sie als Grund den Zoll an"),
)
INNOCENT = (
    "Hello dear friend, your parcel is on its way, please wait two days",
    "Thank you for your order, have a nice day",
    "We shipped it yesterday with the number LP00000000000017, thank you",
    "Which size do you need? No need to worry about the colour",
    "Please send us a photo of the damaged part again",
    "The phone case is made of soft leather, please close the lid firmly",
    "Please confirm the size first, then we ship",
    "The caliper is accurate to 0.01 mm",
    "The price is 10.00 USD and the postage 5.0 USD",
    "Your replacement screen is in stock, and the WiFi extender ships in 3 days",
    "You don't need to do anything, AliExpress refunds the money within 15 days",
    "If you have any problem, write to us and we will solve it",
    "Hola amigo, su pedido fue enviado ayer, confirmamos que llega en 20 días",
    "Olá, o seu pedido foi enviado, aguarde por favor",
    "Здравствуйте, ваш заказ подтверждён и отправлен, спортивные товары идут две недели",
    "Hallo, Ihr Paket ist unterwegs, bitte warten Sie noch zwei Tage",
    "你好 您的包裹在路上",
    "",
    "...",
)


def ids(found: tuple[tuple[str, Trick], ...]) -> list[str]:
    return [trick_id for trick_id, _ in found]


# --- the tricks that ship -----------------------------------------------------------------------


def test_all_the_tricks_of_the_articles_are_known() -> None:
    assert list(IDS) == list(BOOKS.tricks)


@pytest.mark.parametrize("trick_id", IDS)
def test_a_trick_is_told_in_a_few_plain_sentences_and_has_a_source(trick_id: str) -> None:
    trick = BOOKS.tricks[trick_id]
    source = BOOKS.sources[trick.source]

    assert source.url or source.kind == "article"
    for sentences in (trick.proposes, trick.why, trick.instead):
        assert sentences.endswith(".")
        assert 1 <= sentences.count(". ") + 1 <= 2
    assert not trick.title.endswith(".")


@pytest.mark.parametrize("trick_id", IDS)
def test_the_words_of_a_trick_are_lower_case_and_each_stands_once(trick_id: str) -> None:
    words = BOOKS.tricks[trick_id].words

    assert [phrase for phrase in words if any(word != word.lower() for word in phrase)] == []
    assert len(words) == len(set(words))


# --- what the seller says ------------------------------------------------------------------------


@pytest.mark.parametrize(("trick_id", "message"), SAID, ids=[message for _, message in SAID])
def test_a_trick_is_recognised_in_what_the_seller_says(trick_id: str, message: str) -> None:
    assert trick_id in ids(said(message, BOOKS))


def test_each_trick_is_tried_in_english_spanish_portuguese_russian_and_german() -> None:
    tried = Counter(trick_id for trick_id, _ in SAID)

    assert set(IDS) == set(tried)
    assert min(tried.values()) >= 6


@pytest.mark.parametrize("message", INNOCENT)
def test_an_innocent_message_fits_no_trick(message: str) -> None:
    assert ids(said(message, BOOKS)) == []


@pytest.mark.parametrize("trick_id", IDS)
def test_a_code_names_its_own_trick_and_no_other(trick_id: str) -> None:
    for code in (trick_id, f"  {trick_id.upper()}\n", trick_id.replace("-", " ")):
        assert ids(said(code, BOOKS)) == [trick_id]


@pytest.mark.parametrize(
    "message",
    [
        "CLOSE THE DISPUTE",
        "close\nthe\tdispute!!!",
        "«close», (dispute)",
        "clo\u200bse the dis\u00adpute",
        "\uff43\uff4c\uff4f\uff53\uff45 the dispute",
        "clôse the dispüte",
    ],
)
def test_neither_case_nor_accents_nor_hidden_characters_hide_a_trick(message: str) -> None:
    assert ids(said(message, BOOKS)) == ["close-for-promise"]


@pytest.mark.parametrize("message", ["disclose the dispute", "close the disputed part", "close it"])
def test_words_are_recognised_whole_and_all_together(message: str) -> None:
    assert "close-for-promise" not in ids(said(message, BOOKS))


def test_a_message_can_fit_several_tricks_told_in_the_order_of_the_rulebook() -> None:
    message = "Cancel the dispute, then I open none at PayPal and send you a new one"

    assert ids(said(message, BOOKS)) == [
        "paypal-refund", "close-for-promise", "replacement", "paypal-reversal",
    ]  # fmt: skip


@settings(deadline=None)
@given(st.text())
@example("\ud800")
@example("\x1b[2J\u202e")
@example("0" * 100_000)
def test_any_text_has_an_answer(text: str) -> None:
    assert set(ids(said(text, BOOKS))) <= set(IDS)


@settings(deadline=None)
@given(st.text(), st.sampled_from(SAID), st.text())
def test_what_stands_around_it_hides_no_trick(
    ahead: str, known: tuple[str, str], after: str
) -> None:
    trick_id, message = known

    assert trick_id in ids(said(f"{ahead} {message} {after}", BOOKS))


@settings(deadline=None)
@given(st.text(min_size=1))
@example("ﷺ*")
@example("٣")
def test_every_phrase_that_loads_is_recognised_in_itself(phrase: str) -> None:
    try:
        mine = trick(words=[phrase])
    except ValidationError:
        return

    assert ids(said(f"I say {phrase.removesuffix('*')} to you", one(mine))) == ["mine"]


def trick(**keys: Any) -> Trick:
    told = {"proposes": "It asks.", "why": "It costs.", "instead": "Refuse.", "source": "page"}
    return Trick.model_validate({"title": "Mine", **told, **keys})


def one(value: Trick) -> Rulebook:
    return Rulebook(tricks={"mine": value})


def test_a_star_is_any_ending_of_the_last_word() -> None:
    book = one(trick(words=["the parcel wait*"]))

    assert [bool(said(f"Let {words}!", book)) for words in (
        "the parcel wait", "the parcel waits", "the parcel go", "a parcel waits",
    )] == [True, True, False, False]  # fmt: skip


# --- what is recorded ----------------------------------------------------------------------------

OPENED, TODAY = date(2026, 5, 4), date(2026, 5, 6)
START = (Placed(on=date(2026, 4, 1)), Shipped(on=date(2026, 4, 3)))


def on(day: int) -> date:
    return date(2026, 5, day)


def disputed(*events: Event, want: Remedy = Remedy.REFUND, reason: Reason | None = None) -> Order:
    return Order(events=(*START, DisputeOpened(on=OPENED, want=want, reason=reason), *events))


def shipped(*events: Event) -> Order:
    """Shipped on 3 April; protection is 60 days by the cautious reading."""
    return Order(events=(*START, *events))


def offered(amount: str | None, day: int = 5, **keys: Any) -> Offered:
    given_back = parse_money(amount, "EUR") if amount else None
    return Offered(on=on(day), amount=given_back, **keys)


def seen(order: Order, today: date = TODAY) -> set[str]:
    return set(circumstances(situation(order, BOOKS), today=today))


@pytest.mark.parametrize(
    ("expected", "events"),
    [
        (True, [offered("0")]),
        (True, [offered("0.00")]),
        (True, [offered("3.00"), offered("0", 6)]),
        (True, [offered("3.00"), Rejected(on=on(5)), offered("0", 6)]),
        (False, []),
        (False, [offered("0.01")]),
        (False, [offered(None)]),
        (False, [offered("0"), offered("3.00", 6)]),
        (False, [offered("0"), Rejected(on=on(6))]),
        (False, [offered("0"), Accepted(on=on(6))]),
        (False, [offered("0", side="platform")]),
        (False, [offered("0"), Ruled(on=on(6), final=False)]),
        (False, [offered("0"), DisputeCancelled(on=on(6))]),
        (False, [offered("0"), DisputeCancelled(on=on(6)), DisputeOpened(on=on(6))]),
    ],
)
def test_an_offer_of_nothing_is_the_sellers_last_one_and_lies_open(
    events: list[Event], *, expected: bool
) -> None:
    assert ("zero-offer" in seen(disputed(*events))) == expected


@pytest.mark.parametrize(
    ("expected", "want", "events"),
    [
        (True, Remedy.REFUND, [offered("9", remedy=Remedy.RETURN)]),
        (True, Remedy.RETURN, [
            DisputeModified(on=OPENED, want=Remedy.REFUND), offered("9", remedy=Remedy.RETURN),
        ]),
        (True, Remedy.REFUND, [offered(None, remedy=Remedy.RETURN)]),
        (False, Remedy.REFUND, [offered("9")]),
        (False, Remedy.REFUND, [offered("0", remedy=Remedy.RETURN)]),
        (False, Remedy.RETURN, [offered("9", remedy=Remedy.RETURN)]),
        (False, Remedy.REFUND, [
            DisputeModified(on=OPENED, want=Remedy.RETURN), offered("9", remedy=Remedy.RETURN),
        ]),
        (False, Remedy.REFUND, [offered("9", remedy=Remedy.RETURN), Rejected(on=on(6))]),
    ],
)  # fmt: skip
def test_an_offer_for_a_return_counts_where_the_money_alone_was_asked(
    want: Remedy, events: list[Event], *, expected: bool
) -> None:
    assert ("return-offer" in seen(disputed(*events, want=want))) == expected


def late(order: Order) -> list[int]:
    """The days of May on which an offer presses."""
    return [day for day in range(4, 25) if "late-offer" in seen(order, on(day))]


def test_an_open_offer_presses_on_the_last_two_days_of_each_timer() -> None:
    """The seller's day is 9 May, and AliExpress steps in on 11 May."""
    assert late(disputed(offered("3.00"))) == [8, 9, 10, 11]


def test_a_printed_day_of_the_seller_counts_in_place_of_the_rule() -> None:
    order = Order(events=(*START, DisputeOpened(on=OPENED, answer_by=on(20)), offered("3.00")))

    assert late(order) == [19, 20]


@pytest.mark.parametrize(
    "events",
    [
        [],
        [offered("3.00"), Rejected(on=on(5))],
        [offered("3.00"), Accepted(on=on(5))],
        [offered("3.00", side="platform")],
        [offered("3.00"), SteppedIn(on=on(5))],
    ],
)
def test_without_an_offer_of_the_seller_that_lies_open_nothing_presses(
    events: list[Event],
) -> None:
    assert late(disputed(*events)) == []


@pytest.mark.parametrize(
    ("expected", "events"),
    [
        (True, [Extended(on=on(1), days=30)]),
        (True, [Extended(on=on(1), until=date(2026, 7, 1))]),
        (True, [
            ExtensionRequested(on=on(1)), Extended(on=on(2), days=30), Extended(on=on(3), days=9),
        ]),
        (True, [
            ExtensionRequested(on=on(1)), ExtensionRefused(on=on(2)), Extended(on=on(3), days=9),
        ]),
        (True, [
            Extended(on=on(1), days=30), DisputeOpened(on=on(2)), DisputeCancelled(on=on(3)),
        ]),
        (False, []),
        (False, [ExtensionRequested(on=on(1))]),
        (False, [ExtensionRequested(on=on(1)), Extended(on=on(2), days=30)]),
        (False, [
            Extended(on=on(1), days=30), ExtensionRequested(on=on(2)), Extended(on=on(3), days=9),
        ]),
        (False, [Extended(on=on(1), days=30), Delivered(on=on(2))]),
        (False, [Extended(on=on(1), days=30), Cancelled(on=on(2))]),
        (False, [Extended(on=on(1), days=30), DisputeOpened(on=on(2))]),
    ],
)  # fmt: skip
def test_an_extension_is_the_sellers_own_where_none_was_asked_for(
    events: list[Event], *, expected: bool
) -> None:
    assert ("seller-extension" in seen(shipped(*events))) == expected


@pytest.mark.parametrize("state", ["wrong"])
def test_a_tracking_that_shows_no_parcel_of_yours_counts_while_the_parcel_is_awaited(
    state: str,
) -> None:
    astray = Tracking(on=on(1), state=TrackingState(state))
    moving = Tracking(on=on(2), state=TrackingState.MOVING)

    assert "wrong-tracking" in seen(shipped(astray))
    assert "wrong-tracking" in seen(Order(events=(astray,)))
    assert "wrong-tracking" in seen(disputed(astray))
    assert "wrong-tracking" in seen(shipped(moving, astray.model_copy(update={"on": on(3)})))
    for after in (moving, Delivered(on=on(2)), Cancelled(on=on(2))):
        assert "wrong-tracking" not in seen(shipped(astray, after))
    assert "wrong-tracking" not in seen(disputed(astray, Ruled(on=on(6))))


@pytest.mark.parametrize("state", ["moving", "stalled"])
def test_a_tracking_that_moves_or_stalls_is_no_mark(state: str) -> None:
    assert seen(shipped(Tracking(on=on(1), state=TrackingState(state)))) == set()


@pytest.mark.parametrize(
    "event", [Extended(on=on(1), until=on(20)), Tracking(on=on(1), state=TrackingState.WRONG)]
)
def test_when_it_is_too_late_for_any_dispute_nothing_is_told_any_more(event: Event) -> None:
    order = shipped(event)

    assert seen(order) != set()
    assert seen(order, date(2030, 1, 1)) == set()


@pytest.mark.parametrize(
    ("expected", "opened_for", "changes"),
    [
        (True, Reason.DEFECTIVE, [Reason.NOT_NEEDED]),
        (True, None, [Reason.NOT_NEEDED]),
        (True, Reason.DEFECTIVE, [Reason.DAMAGED, Reason.NOT_NEEDED, None]),
        (False, Reason.DEFECTIVE, []),
        (False, Reason.DEFECTIVE, [Reason.DAMAGED]),
        (False, Reason.DEFECTIVE, [Reason.NOT_NEEDED, Reason.DAMAGED]),
        (False, Reason.NOT_NEEDED, []),
        (False, Reason.NOT_NEEDED, [Reason.NOT_NEEDED]),
    ],
)
def test_a_reason_counts_where_a_change_made_it_not_needed(
    opened_for: Reason | None, changes: list[Reason | None], *, expected: bool
) -> None:
    events = [DisputeModified(on=on(5), reason=reason) for reason in changes]

    assert ("reason-not-needed" in seen(disputed(*events, reason=opened_for))) == expected
    assert "reason-not-needed" not in seen(
        disputed(*events, DisputeCancelled(on=on(6)), reason=opened_for)
    )


@pytest.mark.parametrize(
    ("trick_id", "order", "today"),
    [
        ("zero-refund", disputed(offered("0")), TODAY),
        ("costly-return", disputed(offered("9", remedy=Remedy.RETURN)), TODAY),
        ("late-offer", disputed(offered("3.00")), on(10)),
        ("seller-extension", shipped(Extended(on=on(1), days=30)), TODAY),
        ("false-tracking", shipped(Tracking(on=on(1), state=TrackingState.WRONG)), TODAY),
        (
            "reason-not-needed",
            disputed(DisputeModified(on=on(5), reason=Reason.NOT_NEEDED)),
            TODAY,
        ),
    ],
)
def test_a_trick_is_told_where_the_recorded_events_fit_it(
    trick_id: str, order: Order, today: date
) -> None:
    assert ids(fitting(situation(order, BOOKS), BOOKS, today=today)) == [trick_id]


def test_an_order_on_its_way_fits_no_trick() -> None:
    assert fitting(situation(shipped(), BOOKS), BOOKS, today=TODAY) == ()
    assert fitting(situation(Order(), BOOKS), BOOKS, today=TODAY) == ()


def test_every_circumstance_belongs_to_a_trick() -> None:
    used = {name for value in BOOKS.tricks.values() for name in value.fits}

    assert set(get_args(Circumstance)) == used


@settings(deadline=None, max_examples=200)
@given(orders(), DAYS)
def test_every_order_has_an_answer_on_every_day(order: Order, today: date) -> None:
    case = situation(order, BOOKS)
    found = fitting(case, BOOKS, today=today)

    assert {value.fits[0] for _, value in found} == circumstances(case, today=today)


# --- before a step --------------------------------------------------------------------------------

TOLD_BEFORE: dict[Step, list[str]] = {
    "confirm": ["confirm-early"],
    "dispute-cancel": [
        *("paypal-refund", "close-for-promise", "one-cent-order", "replacement"),
        *("discount-instead", "money-sent", "wait-longer"),
    ],
    "dispute-accept": ["costly-return", "late-offer", "zero-refund"],
    "dispute-modify": ["reason-not-needed", "reason-customs"],
    "return-ship": ["return-outside", "replacement"],
    "dispute-appeal": [],
}


def test_before_each_guarded_step_its_own_tricks_are_told() -> None:
    assert set(get_args(Step)) == set(TOLD_BEFORE)
    assert {step: ids(before(step, BOOKS)) for step in get_args(Step)} == TOLD_BEFORE


# --- the rulebook ---------------------------------------------------------------------------------

MINE = """
[tricks.mine]
title = "My own"
proposes = "The seller asks."
why = "It costs you."
instead = "Refuse."
source = "article-004"
words = ["sing for me"]
"""


def rules_d(folder: Path, text: str) -> Path:
    (folder / "mine.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_user_may_add_a_trick(tmp_path: Path) -> None:
    book = load(rules_d(tmp_path, MINE + 'fits = ["zero-offer"]\nbefore = ["confirm"]\n'))

    assert ids(said("Will you SING for me?", book)) == ["mine"]
    assert ids(before("confirm", book)) == ["confirm-early", "mine"]
    assert ids(fitting(situation(disputed(offered("0")), book), book, today=TODAY)) == [
        "zero-refund", "mine",
    ]  # fmt: skip


def test_a_user_may_replace_single_keys_of_a_trick(tmp_path: Path) -> None:
    book = load(rules_d(tmp_path, '[tricks.zero-refund]\ninstead = "Laugh, and press Reject."\n'))

    known = BOOKS.tricks["zero-refund"]
    assert (
        known.model_copy(update={"instead": "Laugh, and press Reject."})
        == (book.tricks["zero-refund"])
    )


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"article-004"', '"hearsay"', "tricks.mine.source: unknown source 'hearsay'"),
        ("source", "sauce", "tricks.mine.source: Field required"),
        ('title = "My own"', f'title = "{"x" * 41}"', "tricks.mine.title: "),
        ('why = "It costs you."\n', "", "tricks.mine.why: Field required"),
        ('"Refuse."', '""', "tricks.mine.instead: "),
        ("words", 'fits = ["full-moon"]\nwords', "tricks.mine.fits.0: "),
        ("words", 'before = ["breakfast"]\nwords', "tricks.mine.before.0: "),
        ("words", "moon = 1\nwords", "tricks.mine.moon: "),
        ('["sing for me"]', '"sing"', "tricks.mine.words: "),
        ('["sing for me"]', "[[]]", "tricks.mine.words.0: "),
        ('["sing for me"]', "[7]", "tricks.mine.words.0: "),
        ('["sing for me"]', '["ok", ["sing", ""]]', "tricks.mine.words.1.1: "),
        ('["sing for me"]', '["*"]', "tricks.mine.words.0.0: "),
        ('["sing for me"]', '["s*ng"]', "tricks.mine.words.0.0: "),
        ("[tricks.mine]", "[trix.mine]", "trix: unknown section"),
    ],
)
def test_a_slip_in_a_trick_is_an_error_that_names_the_file_and_the_key(
    tmp_path: Path, old: str, new: str, complaint: str
) -> None:
    folder = rules_d(tmp_path, MINE.replace(old, new, 1))

    with pytest.raises(RulebookError) as error:
        load(folder)

    assert str(error.value).startswith(f"{folder / 'mine.toml'}: {complaint}")
