using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Contracts;
using Lintel.Management;
using Lintel.Management.Accounts;
using Lintel.Management.Nodes;
using Lintel.Management.Users;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The people who sign in to an account: the list, one with their sessions, and what can be done with them.</summary>
internal static class PeoplePages
{
    private const string PageLength = "50";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/accounts/{id}/people", async call => await ListAsync(call, await AccountAsync(call, call.Route("id")), null, FormState.Fresh));
        routes.Form("/accounts/{id}/people", AddAsync);
        routes.Page("/people/{id}", async call => await OneAsync(call, await ReadAsync(call), null, FormState.Fresh));
        routes.Form("/people/{id}", ChangeAsync);
    }

    /// <summary>The page of a person.</summary>
    public static string AddressOf(ConsoleAddress address, string id) => address.Href($"/people/{Uri.EscapeDataString(id)}");

    /// <summary>The list of an account.</summary>
    public static string ListOf(ConsoleAddress address, string account) => address.Of(Section.Accounts, account) + "/people";

    /// <summary>Tells whether people sign in to the accounts of a contract who are no operators.</summary>
    public static bool AreOf(Contract? contract) => contract is { Sessions: not null } && contract.Api != Contract.Default.Api;

    /// <summary>Reads a page of the people of an account.</summary>
    public static Task<Page<UserShape>> ReadAsync(ConsoleCall call, string account, string? cursor, string limit) =>
        call.ReadAsync<Page<UserShape>>(AccountPages.PathOf(account) + "/users", ("cursor", cursor), ("limit", limit));

    private static string PathOf(string id) => "/users/" + Uri.EscapeDataString(id);

    private static Task<AccountShape> AccountAsync(ConsoleCall call, string id) => call.ReadAsync<AccountShape>(AccountPages.PathOf(id));

    private static Task<UserShape> ReadAsync(ConsoleCall call) => call.ReadAsync<UserShape>(PathOf(call.Route("id")));

    private static async Task<ConsoleView> ListAsync(ConsoleCall call, AccountShape account, Notice? notice, FormState form)
    {
        var people = await ReadAsync(call, account.Id, call.Query("cursor"), PageLength);
        var model = new PeopleModel(call, account, AreOf(call.ContractOf(account.Api)), people, form);
        return new ConsoleView($"People of {account.Name}", Section.Accounts, new Views_People { Model = model })
        {
            Notice = notice ?? form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> AddAsync(ConsoleCall call, ConsoleForm form)
    {
        var account = await AccountAsync(call, call.Route("id"));
        var body = new JsonObject { ["login"] = form.Text("login"), ["password"] = form.Raw("password") };
        var reply = await call.ChangeAsync(HttpMethods.Post, AccountPages.PathOf(account.Id) + "/users", form, body);
        return reply.IsRefused
            ? await ListAsync(call, account, null, new FormState(form, reply.Refusal()))
            : await OneAsync(call, reply.Read<UserShape>(), new Notice(IsGood: true, "The person was added, and may sign in."), FormState.Fresh);
    }

    private static async Task<ConsoleView> OneAsync(ConsoleCall call, UserShape person, Notice? notice, FormState form)
    {
        // Operators have pages of their own.
        if (person.Id.StartsWith("op_", StringComparison.Ordinal))
        {
            return new ConsoleView("Operators", string.Empty, new Views_Empty { Model = string.Empty }) { MovedTo = call.Address.Of("operators", person.Id) };
        }

        var sessions = await call.GetAsync(PathOf(person.Id) + "/sessions");
        var names = await RecordNames.ReadAsync(call, person.AccountId);
        var model = new PersonModel(call, person, sessions.IsRefused ? null : sessions.Read<Page<SessionShape>>().Data, form, names);
        return new ConsoleView(person.Login, Section.Accounts, new Views_Person { Model = model })
        {
            Notice = notice ?? form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> ChangeAsync(ConsoleCall call, ConsoleForm form)
    {
        var path = PathOf(call.Route("id"));
        return form.Action switch
        {
            "disable" => await MoveAsync(call, form, "/disable", "The person was disabled. Their sessions have ended, and signing in is refused."),
            "enable" => await MoveAsync(call, form, "/enable", "The person was enabled, and may sign in again."),
            "password" => await MoveAsync(
                call, form, "/password", "The password was set. Their sessions have ended.", new JsonObject { ["password"] = form.Raw("password") }),
            "end-sessions" => await ShowAsync(call, form, await call.ChangeAsync(HttpMethods.Delete, path + "/sessions", form), "All sessions have ended."),
            "end-session" => await ShowAsync(
                call,
                form,
                await call.ChangeAsync(HttpMethods.Delete, "/sessions/" + Uri.EscapeDataString(form.Text("session")), form),
                "The session has ended."),
            "remove" => await RemoveAsync(call, form, path),
            _ => ErrorViews.Missing(),
        };
    }

    private static async Task<ConsoleView> MoveAsync(ConsoleCall call, ConsoleForm form, string verb, string done, JsonObject? body = null) =>
        await ShowAsync(call, form, await call.ChangeAsync(HttpMethods.Post, PathOf(call.Route("id")) + verb, form, body), done);

    private static async Task<ConsoleView> RemoveAsync(ConsoleCall call, ConsoleForm form, string path)
    {
        // Sent again, the form tells what it did; the person is there no longer.
        var account = form.Text("account");
        if (!form.Confirms(form.Text("login")))
        {
            return await OneAsync(
                call,
                await ReadAsync(call),
                new Notice(IsGood: false, "Nothing was changed. Write the person's login to remove them."),
                new FormState(form, ManagementProblem.Unconfirmed("This is not the person's login.", "This is not the person's login.", "confirm")));
        }

        var reply = await call.ChangeAsync(HttpMethods.Delete, path, form);
        return reply.IsRefused
            ? await ShowAsync(call, form, reply, string.Empty)
            : await ListAsync(
                call,
                await AccountAsync(call, account),
                new Notice(IsGood: true, $"The person was removed. {Receipts.Tell(reply.Read<DeletedShape>().Receipt)}"),
                FormState.Fresh);
    }

    private static async Task<ConsoleView> ShowAsync(ConsoleCall call, ConsoleForm form, ManagementReply reply, string done)
    {
        var state = reply.IsRefused ? new FormState(form, reply.Refusal()) : FormState.Fresh;
        return await OneAsync(call, await ReadAsync(call), reply.IsRefused ? null : new Notice(IsGood: true, done), state);
    }
}

/// <summary>The people of an account.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Account">The account.</param>
/// <param name="MayBeAdded">true if people sign in to the API of the account.</param>
/// <param name="Page">The people.</param>
/// <param name="Form">The form that was sent.</param>
internal sealed record PeopleModel(ConsoleCall Call, AccountShape Account, bool MayBeAdded, Page<UserShape> Page, FormState Form);

/// <summary>A list of people.</summary>
internal sealed record PeopleTableModel(ConsoleCall Call, IReadOnlyList<UserShape> People);

/// <summary>A person.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Person">The person.</param>
/// <param name="Sessions">Their sessions; null for those who may not see them.</param>
/// <param name="Form">The form that was sent.</param>
/// <param name="Names">The name of the account.</param>
internal sealed record PersonModel(ConsoleCall Call, UserShape Person, IReadOnlyList<SessionShape>? Sessions, FormState Form, RecordNames Names);
