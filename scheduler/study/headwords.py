"""What a study is, in words: made up, how large, how far it came, and what to be careful about. For the terminal and the page."""

from datetime import timedelta

from scheduler.simulation.staffing import posts_of, team_members
from scheduler.study.defaults import setting
from scheduler.study.making import Made
from scheduler.study.numberwords import number, plain_number
from scheduler.study.trend import Trend, trend
from scheduler.texts import counted, text
from scheduler.workdays import DAYS_A_WEEK


def head_lines(made: Made) -> list[str]:
    """Return what the study is: made up, with which engine, how often, how long, of which teams."""
    study = made.study
    begin = made.monday + timedelta(days=DAYS_A_WEEK * study.warm_up)
    size = {"replications": study.replications, "seed": study.run.seed, "begin": f"{begin:%d.%m.%Y}"}
    return [
        *_partial(made),
        text("study.made_up"),
        text(f"study.engine.{study.run.engine}"),
        counted("study.size", study.run.weeks - study.warm_up, **size, first=f"{made.monday:%d.%m.%Y}"),
        *_teams(made),
        *([text("study.few", least=setting("study", "few"))] if study.replications < setting("study", "few") else []),
        *_drifts(made),
        *_many_posts(made),
    ]


def _partial(made: Made) -> list[str]:
    """Return how far a study came that was interrupted."""
    if made.complete:
        return []
    there = [len(made.results.replications(scenario.name)) for scenario in made.study.scenarios]
    key = "partial" if min(there) == max(there) else "partial_between"
    return [text(f"study.{key}", least=min(there), most=max(there), wanted=made.study.replications)]


def _teams(made: Made) -> list[str]:
    """Return of which teams the figures are the sum, and which stand together."""
    teams = [team for group in made.groups.teams for team in group]
    if len(teams) == 1:
        return []
    together = [text("study.together", teams=", ".join(group)) for group in made.groups.teams if len(group) > 1]
    return [" ".join([text("study.sum", teams=", ".join(teams)), *together])]


def _drifts(made: Made) -> list[str]:
    """Return where the overdue people still become fewer or more within the weeks that count."""
    share = float(setting("study", "drift"))
    found = [(scenario.title, trend(made.results, scenario.name)) for scenario in made.study.scenarios]
    clear = [(title, drift) for title, drift in found if drift.is_clear(share)]
    falling = [_drift(title, drift) for title, drift in clear if drift.after < drift.before]
    rising = [_drift(title, drift) for title, drift in clear if drift.after > drift.before]
    return [text(f"study.{key}", where="; ".join(own)) for key, own in (("falling", falling), ("rising", rising)) if own]


def _drift(title: str, drift: Trend) -> str:
    return text("study.drift", title=title, before=number(drift.before, "people"), after=number(drift.after, "people"))


def _many_posts(made: Made) -> list[str]:
    """Return where a scenario gives a team so many posts that it is more likely a slip."""
    times, lines = setting("study", "many_times"), []
    for scenario in made.study.scenarios:
        for team, posts in scenario.posts.items():
            now = posts_of(team_members(made.roster, team))
            if posts > times * now:
                values = {"title": scenario.title, "team": team, "posts": plain_number(posts), "now": plain_number(now)}
                lines.append(text("study.many_posts", times=times, **values))
    return lines
