"""Provides the use cases of oncall."""

from dependency_injector import containers, providers

from hikeshi.oncall.use_cases.add_override import AddOverride
from hikeshi.oncall.use_cases.create_schedule import CreateSchedule
from hikeshi.oncall.use_cases.delete_schedule import DeleteSchedule
from hikeshi.oncall.use_cases.edit_schedule import EditSchedule
from hikeshi.oncall.use_cases.import_overrides import ImportOverrides
from hikeshi.oncall.use_cases.remove_override import RemoveOverride
from hikeshi.oncall.use_cases.restore_revision import RestoreRevision


class OncallContainer(containers.DeclarativeContainer):
    """Use cases hold no state: one of each serves everybody."""

    add_override = providers.Singleton(AddOverride)
    create_schedule = providers.Singleton(CreateSchedule)
    delete_schedule = providers.Singleton(DeleteSchedule)
    edit_schedule = providers.Singleton(EditSchedule)
    import_overrides = providers.Singleton(ImportOverrides)
    remove_override = providers.Singleton(RemoveOverride)
    restore_revision = providers.Singleton(RestoreRevision)
