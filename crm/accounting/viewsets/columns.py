from wagtail.admin.ui.tables import Column


class MoneyColumn(Column):
    cell_template_name = "accounting/money_cell.html"


class StateColumn(Column):
    cell_template_name = "accounting/state_cell.html"


class HouseColumn(Column):
    cell_template_name = "accounting/house_cell.html"


class AccountsOfHouseColumn(Column):
    cell_template_name = "accounting/accounts_of_house_cell.html"
