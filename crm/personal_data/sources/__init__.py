from crm.personal_data.registry import register as _register
from crm.personal_data.sources.accounts import Accounts
from crm.personal_data.sources.files import LoadedFiles
from crm.personal_data.sources.journal import Journal
from crm.personal_data.sources.letters import Letters
from crm.personal_data.sources.meters import Meters
from crm.personal_data.sources.people import People
from crm.personal_data.sources.requests import Requests
from crm.personal_data.sources.residents import Residents
from crm.personal_data.sources.sms import Sms


def register() -> None:
    """Add the places of the modules below; a module that stands above registers its own."""
    for source in (People(), Accounts(), Residents(), Meters(), Requests(), LoadedFiles(), Letters(), Sms(), Journal()):
        _register(source)
