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
    private const string PageLength = "50";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/keys", ListAsync);
        routes.Page("/keys/new", call => NewAsync(call, FormState.Fresh));
        routes.Form("/keys/new", IssueAsync);
        KeyChanges.Map(routes);
    }

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var (api, account) = (call.Query("api"), call.Query("accountId"));
        var page = await call.ReadAsync<Page<KeyShape>>(
            "/keys",
            ("api", api),
            ("accountId", account),
            ("cursor", call.Query("cursor")),
            ("limit", PageLength));
        return new ConsoleView("Keys", Section.Keys, new Views_Keys { Model = new KeysModel(call, api, account, page) });
    }

    private static async Task<ConsoleView> NewAsync(ConsoleCall call, FormState form)
    {
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
            body["addresses"] = Array(form.Lines("addresses"));
        }

        return body;
    }

    /// <summary>Tells whether keys of an API may be restricted to addresses.</summary>
    public static bool TakesAddresses(Contract? contract) => contract?.Order.Contains(StageDescriptor.Address) == true;

    /// <summary>A number that was typed. What is none is sent as it is, so that the answer names it.</summary>
    public static JsonValue Number(string text) => WholeNumberText.TryParse(text, out long number) ? JsonValue.Create(number) : JsonValue.Create(text)!;

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}

/// <summary>The list of keys.</summary>
internal sealed record KeysModel(ConsoleCall Call, string? Api, string? AccountId, Page<KeyShape> Page);

/// <summary>The choice of an account for a new key.</summary>
internal sealed record KeyAccountModel(ConsoleCall Call, Page<AccountShape> Accounts);

/// <summary>The form for a new key.</summary>
internal sealed record NewKeyModel(ConsoleCall Call, AccountShape Account, Contract? Contract, FormState Form)
{
    /// <summary>The fields of keys.</summary>
    public KeyFieldsModel Fields => new(Contract, Form, null);
}

/// <summary>The fields of a key in a form.</summary>
internal sealed record KeyFieldsModel(Contract? Contract, FormState Form, KeyShape? Key);
