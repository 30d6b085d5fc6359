using System.Globalization;
using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Contracts;
using Lintel.Management;
using Lintel.Management.Accounts;
using Lintel.Management.Keys;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>Keys: the list, and issuing one.</summary>
internal static class KeyPages
{
    /// <summary>The scope of changes.</summary>
    public const string Writing = "keys:write";

    private const string PageLength = "50";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/keys", ListAsync);
        routes.Page("/keys/new", call => NewAsync(call, FormState.Fresh));
        routes.Form("/keys/new", IssueAsync);
        KeyRevocationPages.Map(routes);
        OldSecretPages.Map(routes);
        KeyChanges.Map(routes);
    }

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var filter = KeyFilter.Of(call.Http.Request.Query);
        var reply = await call.GetAsync("/keys", [.. filter.Sent(), ("cursor", call.Query("cursor")), ("limit", PageLength)]);
        var problem = reply.Status == StatusCodes.Status422UnprocessableEntity ? reply.Refusal() : null;
        var page = problem is null ? reply.Read<Page<KeyShape>>() : new Page<KeyShape>([], Cursor: null);
        var names = await RecordNames.ReadAsync(call, page.Data.Select(key => key.AccountId));
        return new ConsoleView("Keys", Section.Keys, new Views_Keys { Model = new KeysModel(call, filter, page, problem, names) })
        {
            Status = problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> NewAsync(ConsoleCall call, FormState form)
    {
        if (!call.Session.May(Writing))
        {
            return ErrorViews.Forbidden(call, Writing);
        }

        if ((form.Sent?.Text("accountId") ?? call.Query("accountId")) is not { Length: > 0 } id)
        {
            var accounts = await call.ReadAsync<Page<AccountShape>>("/accounts", ("limit", "200"));
            return new ConsoleView("Issue a key", Section.Keys, new Views_KeyAccount { Model = new KeyAccountModel(call, accounts) });
        }

        var account = await call.ReadAsync<AccountShape>(AccountPages.PathOf(id));
        return new ConsoleView("Issue a key", Section.Keys, new Views_NewKey { Model = new NewKeyModel(call, account, call.ContractOf(account.Api), form) })
        {
            Notice = form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static async Task<ConsoleView> IssueAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = KeyFields.Of(form);
        body["accountId"] = form.Text("accountId");
        var reply = await call.ChangeAsync(HttpMethods.Post, "/keys", form, body);
        if (reply.IsRefused)
        {
            return await NewAsync(call, new FormState(form, reply.Refusal()));
        }

        var issued = reply.Read<IssuedShape>();
        return await KeyChanges.OneAsync(call, issued.Key, new Notice(IsGood: true, $"Key {issued.Key.Name} was issued."), issued.Secret);
    }
}

/// <summary>The fields that new and changed keys share.</summary>
internal static class KeyFields
{
    public static JsonObject Of(ConsoleForm form)
    {
        var body = new JsonObject
        {
            ["name"] = form.Text("name"),
            ["scopes"] = Array(form.Texts("scopes")),
            ["expiresAt"] = form.Text("expiresAt") is { Length: > 0 } expiry ? expiry : null,
        };
        if (form.Text("takesAddresses").Length > 0)
        {
            body["addresses"] = Array(form.Words("addresses"));
        }

        var limits = form.Named(AccountPages.LimitField).ToList();
        if (limits.Exists(limit => limit.Value != form.Text(AccountPages.ShownField + AccountPages.LimitField + limit.Name)))
        {
            body["limits"] = AccountPages.LimitsOf(limits);
        }

        return body;
    }

    /// <summary>The limit of a key for a policy as it is typed; null for none of its own.</summary>
    public static string? LimitOf(KeyShape? key, string policy) =>
        key?.Limits.TryGetValue(policy, out var own) == true ? own.ToString(CultureInfo.InvariantCulture) : null;

    /// <summary>The end of a key as it is typed; null for never.</summary>
    public static string? Of(DateTimeOffset? end) => end?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Tells whether keys of an API may be restricted to addresses.</summary>
    public static bool TakesAddresses(Contract? contract) => contract?.Order.Contains(StageDescriptor.Address) == true;

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

/// <summary>The list of keys.</summary>
internal sealed record KeysModel(ConsoleCall Call, KeyFilter Filter, Page<KeyShape> Page, ManagementProblem? Problem, RecordNames Names);

/// <summary>The choice of an account for a new key.</summary>
internal sealed record KeyAccountModel(ConsoleCall Call, Page<AccountShape> Accounts);

/// <summary>The form for a new key.</summary>
internal sealed record NewKeyModel(ConsoleCall Call, AccountShape Account, Contract? Contract, FormState Form)
{
    /// <summary>The fields of keys.</summary>
    public KeyFieldsModel Fields => new(Contract, Form, null);
}

/// <summary>The fields of a key in a form.</summary>
internal sealed record KeyFieldsModel(Contract? Contract, FormState Form, KeyShape? Key)
{
    /// <summary>The policies that the key may have limits of its own for, with what the contract allows; null where the contract has it no longer.</summary>
    public IReadOnlyList<(string Name, int? Allow)> Limits =>
    [
        .. (Contract?.Limits ?? []).Select(policy => (policy.Name, (int?)policy.Allow)),
        .. (Key?.Limits.Keys ?? []).Where(name => Contract?.Limits.All(policy => policy.Name != name) != false).Select(name => (name, (int?)null)),
    ];
}
