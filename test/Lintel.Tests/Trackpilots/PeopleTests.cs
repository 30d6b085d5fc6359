using Dapper;
using Lintel.AspNetCore;
using Lintel.Trackpilots.Employees;
using Lintel.Trackpilots.Roles;

namespace Lintel.Tests.Trackpilots;

public sealed class PeopleTests
{
    [Fact]
    public async Task Fresh_account_has_the_default_roles_once()
    {
        await using var one = new Organisation();

        await Task.WhenAll(
            Enumerable.Range(0, 8).Select(
                _ => Task.Run(async () => await one.Roles.ListAsync(Organisation.AccountId, Organisation.Cancel), Organisation.Cancel)));
        var roles = await one.Roles.ListAsync(Organisation.AccountId, Organisation.Cancel);

        Assert.Equal(["Admin", "Manager", "Manager Head", "No Access"], roles.Select(role => role.RoleName));
        Assert.Empty(roles[3].RoleData);
    }

    [Fact]
    public async Task Role_is_changed_kept_and_removed()
    {
        await using var one = new Organisation();
        var role = await one.Roles.AddAsync(Organisation.AccountId, "Auditor", [new PageAccess("/", AccessLevel.Own)], Organisation.Cancel);
        var id = Guid.Parse(role.RoleId);

        var renamed = await one.Roles.UpdateAsync(Organisation.AccountId, id, "Reviewer", null, Organisation.Cancel);
        var emptied = await one.Roles.UpdateAsync(Organisation.AccountId, id, "Reviewer", [], Organisation.Cancel);

        Assert.Equal([new PageAccess("/", "Own Data")], renamed!.RoleData);
        Assert.Equal("Reviewer", renamed.RoleName);
        Assert.Empty(emptied!.RoleData);
        Assert.Null(await one.Roles.UpdateAsync("acct_two", id, "Mine", null, Organisation.Cancel));
        Assert.Equal(RoleRemoval.Gone, await one.Roles.RemoveAsync("acct_two", id, Organisation.Cancel));
        Assert.Equal(RoleRemoval.Done, await one.Roles.RemoveAsync(Organisation.AccountId, id, Organisation.Cancel));
        Assert.Equal(RoleRemoval.Gone, await one.Roles.RemoveAsync(Organisation.AccountId, id, Organisation.Cancel));
    }

    [Fact]
    public async Task Default_role_that_was_removed_stays_removed()
    {
        await using var one = new Organisation();
        await one.Roles.RemoveAsync(Organisation.AccountId, await one.RoleAsync("Manager"), Organisation.Cancel);

        var roles = await one.Roles.ListAsync(Organisation.AccountId, Organisation.Cancel);

        Assert.Equal(["Admin", "Manager Head", "No Access"], roles.Select(role => role.RoleName));
    }

    [Fact]
    public async Task Role_that_an_employee_has_is_not_removed()
    {
        await using var one = new Organisation();
        await one.AddPersonAsync("Mira Olsen");

        Assert.Equal(RoleRemoval.InUse, await one.Roles.RemoveAsync(Organisation.AccountId, await one.RoleAsync(), Organisation.Cancel));
    }

    [Fact]
    public async Task Employee_is_added_with_a_hash_in_place_of_the_password()
    {
        await using var one = new Organisation();
        var team = await one.AddTeamAsync("Engineering");

        var done = Assert.IsType<EmployeeWrite.Done>(
            await one.Employees.AddAsync(Organisation.AccountId, await one.NewAsync("Mira Olsen", "mira@one.example", team), "the hash", Organisation.Cancel));
        var employee = Assert.Single(
            await one.Employees.FindAsync(Organisation.AccountId, [Guid.Parse(done.UserId), Guid.Empty], TestContext.Current.CancellationToken));
        var hash = await one.Database.ReadAsync(connection => connection.ExecuteScalarAsync<string>("SELECT password_hash FROM employees"), TestContext.Current.CancellationToken);

        Assert.Equal(
            ("Mira Olsen", "mira@one.example", "active", "No Access", "remote"),
            (employee.UserName, employee.EmailId, employee.AccountStatus, employee.RoleName, employee.WorkMode));
        Assert.Equal([new TeamReference(team.ToString(), "Engineering")], employee.TeamId);
        Assert.Matches("^[0-9A-Za-z]{12}$", employee.UniqueUrl);
        Assert.Equal("the hash", hash);
    }

    [Fact]
    public async Task Address_in_other_letters_is_taken_and_free_in_another_account()
    {
        await using var one = new Organisation();
        var first = await one.NewAsync("Mira Olsen", "mira@one.example");
        await one.Employees.AddAsync(Organisation.AccountId, first, Passwords.None, Organisation.Cancel);

        Assert.IsType<EmployeeWrite.EmailTaken>(
            await one.Employees.AddAsync(Organisation.AccountId, first with { EmailId = "MIRA@One.Example" }, Passwords.None, Organisation.Cancel));

        var other = first.Details with { RoleId = await one.RoleAsync(accountId: "acct_two"), TeamIds = [await one.AddTeamAsync("Two", "acct_two")] };
        Assert.IsType<EmployeeWrite.Done>(await one.Employees.AddAsync("acct_two", first with { Details = other }, Passwords.None, Organisation.Cancel));
    }

    [Fact]
    public async Task Of_parallel_requests_with_one_address_one_is_kept()
    {
        await using var one = new Organisation();
        var template = await one.NewAsync("Mira Olsen", "mira@one.example");

        var writes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => one.Employees.AddAsync(
                Organisation.AccountId,
                template with { EmailId = i % 2 == 0 ? "mira@one.example" : "Mira@One.Example" },
                Passwords.None,
                Organisation.Cancel),
            Organisation.Cancel)));

        Assert.Single(writes.OfType<EmployeeWrite.Done>());
        Assert.Equal(5, writes.OfType<EmployeeWrite.EmailTaken>().Count());
    }

    [Fact]
    public async Task Unknown_role_and_teams_are_all_named()
    {
        await using var one = new Organisation();
        var known = await one.AddTeamAsync("Engineering");
        var foreign = await one.AddTeamAsync("Two", "acct_two");
        var employee = await one.NewAsync("Mira Olsen", "mira@one.example", known, foreign);

        var unknown = Assert.IsType<EmployeeWrite.Unknown>(
            await one.Employees.AddAsync(
                Organisation.AccountId,
                employee with { Details = employee.Details with { RoleId = Guid.Empty } },
                Passwords.None,
                Organisation.Cancel));

        Assert.Equal(["roleId", "teamId[1]"], unknown.References.Select(reference => reference.Field));
    }

    [Fact]
    public async Task Update_replaces_teams_and_leaves_the_address()
    {
        await using var one = new Organisation();
        var mira = await one.AddPersonAsync("Mira Olsen");
        var team = await one.AddTeamAsync("Design");
        var change = new EmployeeDetails("Mira Dahl", await one.RoleAsync("Admin"), [team], "office");

        Assert.IsType<EmployeeWrite.Done>(await one.Employees.UpdateAsync(Organisation.AccountId, new EmployeeChange(mira, change), Organisation.Cancel));
        Assert.IsType<EmployeeWrite.Gone>(await one.Employees.UpdateAsync("acct_two", new EmployeeChange(mira, change), Organisation.Cancel));

        var employee = Assert.Single(await one.Employees.FindAsync(Organisation.AccountId, [mira], TestContext.Current.CancellationToken));
        Assert.Equal(("Mira Dahl", "mira.olsen@one.example", "Admin", "office"), (employee.UserName, employee.EmailId, employee.RoleName, employee.WorkMode));
        Assert.Equal(["Design"], employee.TeamId.Select(item => item.TeamName));
    }

    [Theory]
    [InlineData("Correct-Horse-7", true)]
    [InlineData("Strong 123", true)]
    [InlineData("Paßwort12", true)]
    [InlineData("correct-horse-7", false)]
    [InlineData("CORRECT-HORSE-7", false)]
    [InlineData("Correct-Horse", false)]
    [InlineData("CorrectHorse7", false)]
    public void Password_needs_four_kinds_of_characters(string text, bool good) => Assert.Equal(good, Password.IsMixed(text));

    [Fact]
    public void Password_prints_as_nothing_also_inside_a_record()
    {
        var employee = new NewEmployee(new EmployeeDetails("Mira", Guid.Empty, [], "remote"), "mira@one.example", "Correct-Horse-7");

        Assert.DoesNotContain("Correct", employee.ToString());
    }
}
