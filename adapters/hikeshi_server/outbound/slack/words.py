"""Everything a message in Slack says, in each language; `{…}` are filled in."""

from collections.abc import Mapping

from attrs import frozen

from hikeshi.kernel.severity import Urgency


@frozen(kw_only=True)
class Words:
    """One language."""

    page_title: str
    resolved_title: str
    page: Mapping[Urgency, str]
    acknowledged: str
    acknowledged_by: str
    resolved: str
    service: str
    triggered: str
    escalation: str
    acknowledge: str
    acknowledge_all: str
    escalate: str
    resolve: str
    resolve_sure: str
    cancel: str
    open_incident: str


WORDS: Mapping[str, Words] = {
    "en": Words(
        page_title="[{severity}] #{number} {title}",
        resolved_title="[Resolved] #{number} {title}",
        page={
            Urgency.HIGH: "You are paged. Please acknowledge, or the next person will be paged.",
            Urgency.LOW: "This needs somebody, but not at once.",
        },
        acknowledged="Acknowledged.",
        acknowledged_by="Acknowledged by {name}.",
        resolved="Resolved: nothing is left for you to do.",
        service="Service: {service}",
        triggered="Triggered: {at}",
        escalation="Escalation: step {step}, round {round}",
        acknowledge="Acknowledge",
        acknowledge_all="Acknowledge all",
        escalate="Escalate",
        resolve="Resolve",
        resolve_sure="Say that it is over, for everybody?",
        cancel="Cancel",
        open_incident="Open the incident",
    ),
    "ja": Words(
        page_title="【{severity}】#{number} {title}",
        resolved_title="【解決】#{number} {title}",
        page={
            Urgency.HIGH: "呼び出しです。確認してください。"
            "確認がない場合は次の担当者を呼び出します。",
            Urgency.LOW: "対応が必要ですが、緊急ではありません。",
        },
        acknowledged="確認されました。",
        acknowledged_by="{name} が確認しました。",
        resolved="解決しました。対応の必要はありません。",
        service="サービス: {service}",
        triggered="発生: {at}",
        escalation="エスカレーション: ステップ {step}、{round} 巡目",
        acknowledge="確認する",
        acknowledge_all="すべて確認する",
        escalate="エスカレーションする",
        resolve="解決する",
        resolve_sure="全員に対して解決済みにしますか。",
        cancel="キャンセル",
        open_incident="インシデントを開く",
    ),
}
