"""What happens in a history, each event in a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from neverfalls.spec.numbers.decimals import with_decimal

from .speaking import Speaker


def happened(speaker: Speaker, rule: str, given: Mapping[str, str]) -> str:
    """An event of a rule in a sentence. A rule without one is named with what it was given."""
    say, tell = speaker.say, {key: worded(value) for key, value in given.items()}
    match rule:
        case "purchase":
            return say("{buyer} buys goods for {paid} yuan.", **tell)
        case "purchase_referred":
            return say("{buyer}, whom {referrer} brought, buys goods for {paid} yuan.", **tell)
        case "sell":
            return say("{seller} sells {points} points back to the platform.", **tell)
        case "trade":
            return say("{seller} sells {points} points to {buyer} for {paid} yuan.", **tell)
        case "redeem":
            return say("{holder} takes goods for {points} points.", **tell)
        case "convert":
            return say("{holder} turns {points} points into constant points.", **tell)
        case "spend":
            return say("{buyer} pays {merchant} {constants} constant points for goods.", **tell)
        case "restore":
            return say("{merchant} hands in {constants} constant points for points.", **tell)
        case "close_day":
            return say("The day ends.")
        case "close_month":
            return say("The month ends.")
        case "list_company":
            return say("The company goes public; it is worth {value} yuan.", **tell)
        case "convert_to_stock":
            return say("{holder} exchanges {points} points for shares.", **tell)
        case "collect":
            return say("{buyer} takes a collectible for points.", **tell)
        case "acquire":
            return say("{buyer} buys a collectible for money.", **tell)
        case "resell":
            return say("{seller} sells a collectible to {buyer} for {paid} yuan.", **tell)
        case "release":
            return say("{amount} yuan of the old debt to {creditor} become points.", **tell)
        case "award":
            return say("{winner} receives a prize.", **tell)
        case "bring_friends":
            return say("{dealer} brings {friends} friends.", **tell)
        case "rise":
            return say("Good news: the token rises by {amount} yuan.", **tell)
        case "fall":
            return say("Bad news: the token falls by {amount} yuan.", **tell)
        case "turn":
            return say("The last change goes round once.")
        case "sell_ahead":
            return say("{buyer} buys tokens for {paid} yuan.", **tell)
        case "buy_back":
            return say("The company buys {tokens} tokens from {holder}.", **tell)
        case "pay_fee":
            return say("{holder} pays a fee with {tokens} tokens.", **tell)
        case "give":
            return say("{amount} yuan enter the pool without a sale.", **tell)
        case "company_buys":
            return say("The company buys {points} points from {seller}.", **tell)
        case "give_points":
            return say("{member} is given {points} points for nothing.", **tell)
        case "use_voucher":
            return say("{holder} takes goods for vouchers worth {worth} yuan.", **tell)
        case "transfer":
            return say("{sender} sends {points} points to {receiver}.", **tell)
        case "join":
            return say("{newcomer} joins and pays the fee.", **tell)
        case "join_by":
            return say("{newcomer}, whom {recruiter} brought, joins and pays the fee.", **tell)
        case "refund":
            return say("{buyer} gives back the last purchase.", **tell)
        case "sell_goods":
            return say(
                "{merchant} sells goods to {buyer} for {paid} yuan and gives up a share.", **tell
            )
        case "begin_sale":
            return say("{seller} is paid for {points} points, which still circulate.", **tell)
        case "pass_up":
            return say("The last purchase of {buyer} goes up the line to {above}.", **tell)
        case "end_sale":
            return say("The points that {seller} was paid for are destroyed.", **tell)
    return " ".join((rule, *tell.values()))


def rule_words(speaker: Speaker, name: str) -> str:
    """What an event of a rule is called in words; its own name where there are none."""
    say = speaker.say
    known = {
        "purchase": say("Purchase"),
        "purchase_referred": say("Purchase by somebody brought"),
        "sell": say("Sale back to the platform"),
        "trade": say("Trade between members"),
        "redeem": say("Goods for points"),
        "convert": say("Points into constant points"),
        "spend": say("Paying with constant points"),
        "restore": say("Constant points handed in"),
        "close_day": say("End of the day"),
        "close_month": say("End of the month"),
        "list_company": say("Going public"),
        "convert_to_stock": say("Points into shares"),
        "collect": say("Collectible for points"),
        "acquire": say("Collectible for money"),
        "resell": say("Collectible resold"),
        "release": say("Old debt into points"),
        "award": say("Prize"),
        "bring_friends": say("Friends brought"),
        "rise": say("Good news"),
        "fall": say("Bad news"),
        "turn": say("A turn of the circle"),
        "sell_ahead": say("Tokens sold ahead"),
        "buy_back": say("Tokens bought back"),
        "pay_fee": say("Fee paid with tokens"),
        "give": say("Money into the pool"),
        "company_buys": say("Points bought by the company"),
        "give_points": say("Points for nothing"),
        "use_voucher": say("Goods for vouchers"),
        "transfer": say("Points sent to a member"),
        "join": say("Joining"),
        "join_by": say("Joining, brought by a member"),
        "refund": say("Purchase given back"),
        "sell_goods": say("Sale by a merchant"),
        "begin_sale": say("Points paid for"),
        "end_sale": say("Points paid for destroyed"),
        "pass_up": say("Purchase going up the line"),
    }
    return known.get(name, name)


def worded(value: str) -> str:
    """What an event was given: a member's name as a name, a number with its decimal."""
    if value[:1].isalpha():
        return value.capitalize()
    return with_decimal(Fraction(value))
