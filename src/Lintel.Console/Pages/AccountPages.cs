using System.Globalization;
using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.Contracts;
using Lintel.Management;
using Lintel.Management.Accounts;
using Lintel.Management.Keys;
using Lintel.Management.PersonalData;
using Lintel.Management.Users;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>Accounts: the list, a new one, one with its keys, and what can be done with it.</summary>
internal static class AccountPages
{
    private const string PageLength = "50";
    private const string MostPeople = "10";

    /// <summary>The beginning of the names of fields for limits.</summary>
    public const string LimitField = "limit:";

    /// <summary>The beginning of the names of fields with what was shown.</summary>
    public const string ShownField = "shown:";

    /// <summary>The scope of changes.</summary>
    public const string Writing = "accounts:write";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/accounts", ListAsync);
        routes.Page("/accounts/new", call => NewAsync(call, FormState.Fresh));
        routes.Form("/accounts/new", CreateAsync);
        routes.Page("/accounts/{id}", async call => await OneAsync(call, await ReadAsync(call), null, FormState.Fresh));
        routes.Form("/accounts/{id}", ChangeAsync);
        routes.Download("/accounts/{id}/data", "account.ndjson", call => PathOf(call.Route("id")) + "/data");
    }

    /// <summary>The path of an account in the management API.</summary>
    public static string PathOf(string id) => "/accounts/" + Uri.EscapeDataString(id);

    private static Task<AccountShape> ReadAsync(ConsoleCall call) => call.ReadAsync<AccountShape>(PathOf(call.Route("id")));

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var api = call.Query("api");
        var page = await call.ReadAsync<Page<AccountShape>>(
            "/accounts",
            ("api", api),
            ("q", call.Query("q")),
            ("externalId", call.Query("externalId")),
            MetadataText.FilterOf(call.Query(MetadataText.Field)),
            ("cursor", call.Query("cursor")),
            ("limit", PageLength));
        return new ConsoleView("Accounts", Section.Accounts, new Views_Accounts { Model = new AccountsModel(call, api, page) });
    }

    private static Task<ConsoleView> NewAsync(ConsoleCall call, FormState form) => Task.FromResult(!call.Session.May(Writing)
        ? ErrorViews.Forbidden(call, Writing)
        : new ConsoleView("Create an account", Section.Accounts, new Views_NewAccount { Model = new NewAccountModel(call, form) })
        {
            Notice = form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        });

    private static async Task<ConsoleView> CreateAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = new JsonObject { ["api"] = form.Text("api"), ["name"] = form.Text("name") };
        AddOwn(body, form);
        var reply = await call.ChangeAsync(HttpMethods.Post, "/accounts", form, body);
        return reply.IsRefused
            ? await NewAsync(call, new FormState(form, reply.Refusal()))
            : await DoneAsync(call, reply, "The account was created. Issue it a key.");
    }

    private static async Task<ConsoleView> ChangeAsync(ConsoleCall call, ConsoleForm form)
    {
        var path = PathOf(call.Route("id"));
        return form.Action switch
        {
            "edit" => await EditAsync(call, form, path),
            "suspend" => await SuspendAsync(call, form, path),
            "erase" or "erase-dry" => await EraseAsync(call, form, path),
            "resume" => await ShowAsync(
                call,
                form,
                await call.ChangeAsync(HttpMethods.Post, path + "/resume", form),
                "The account was resumed. Its keys work again."),
            _ => ErrorViews.Missing(),
        };
    }

    /// <summary>The limits that were typed; empty fields are none.</summary>
    public static JsonObject LimitsOf(IEnumerable<(string Name, string Value)> typed) => new(typed.Where(limit => limit.Value.Length > 0)
        .Select(limit => KeyValuePair.Create(limit.Name, (JsonNode?)ConsoleForm.NumberOf(limit.Value))));

    private static async Task<ConsoleView> EditAsync(ConsoleCall call, ConsoleForm form, string path)
    {
        var body = new JsonObject { ["name"] = form.Text("name"), ["limits"] = LimitsOf(form.Named(LimitField)) };
        AddOwn(body, form);
        foreach (var name in (string[])["plan", "subscription"])
        {
            // A word that the contract has no longer stays until another is chosen.
            if (form.Text(name) is { Length: > 0 } word && word != form.Text(ShownField + name))
            {
                body[name] = word;
            }
        }

        return await ShowAsync(call, form, await call.ChangeAsync(HttpMethods.Patch, path, form, body), "The account was changed.");
    }

    private static void AddOwn(JsonObject body, ConsoleForm form)
    {
        body["externalId"] = form.Text("externalId") is { Length: > 0 } id ? id : null;
        MetadataText.AddTo(body, form);
    }

    private static async Task<ConsoleView> SuspendAsync(ConsoleCall call, ConsoleForm form, string path)
    {
        var account = await ReadAsync(call);
        return form.Confirms(account.Name)
            ? await ShowAsync(
                call,
                form,
                await call.ChangeAsync(HttpMethods.Post, path + "/suspend", form),
                "The account was suspended. Its keys and sessions are refused.")
            : await OneAsync(
                call,
                account,
                new Notice(IsGood: false, "Nothing was changed. Write the account's name to suspend it."),
                new FormState(form, FormState.Unconfirmed("account")));
    }

    private static async Task<ConsoleView> EraseAsync(ConsoleCall call, ConsoleForm form, string path)
    {
        var account = await ReadAsync(call);
        if (!form.Confirms(account.Name, "erase"))
        {
            return await OneAsync(
                call,
                account,
                new Notice(IsGood: false, "Nothing was erased. Write the account's name to erase its data."),
                new FormState(form, FormState.Unconfirmed("account", "erase")));
        }

        var body = new JsonObject { ["confirm"] = account.Name, ["dryRun"] = form.Action == "erase-dry" };
        var reply = await call.ChangeAsync(HttpMethods.Post, path + "/erasure", form, body);
        if (reply.IsRefused)
        {
            var state = new FormState(form, reply.Refusal());
            return await OneAsync(call, account, state.Notice, state);
        }

        var isDry = form.Action == "erase-dry";
        return await OneAsync(
            call,
            isDry ? account : await ReadAsync(call),
            new Notice(IsGood: true, TellErasure(reply.Read<ErasureShape>())),
            isDry ? new FormState(form, Problem: null) : FormState.Fresh);
    }

    private static string TellErasure(ErasureShape erasure) => erasure.State switch
    {
        "dry run" => $"Nothing was erased. It would be {erasure.People} people, {erasure.Keys} keys and {erasure.Requests} requests"
            + (erasure.Requests == 10_000 ? " or more." : "."),
        "done" => $"The data were erased, from {erasure.Requests} requests and {erasure.Changes} changes too.",
        _ => "The data are being erased. Open the page again to see how far it is.",
    };

    private static async Task<ConsoleView> ShowAsync(ConsoleCall call, ConsoleForm form, ManagementReply reply, string done)
    {
        if (!reply.IsRefused)
        {
            return await DoneAsync(call, reply, done);
        }

        var state = new FormState(form, reply.Refusal());
        return await OneAsync(call, await ReadAsync(call), state.Notice, state);
    }

    private static Task<ConsoleView> DoneAsync(ConsoleCall call, ManagementReply reply, string done)
    {
        var account = reply.Read<AccountShape>();
        var receipt = account.Receipt is null ? string.Empty : " " + Receipts.Tell(account.Receipt);
        return OneAsync(call, account, new Notice(IsGood: true, done + receipt), FormState.Fresh);
    }

    private static async Task<ConsoleView> OneAsync(ConsoleCall call, AccountShape account, Notice? notice, FormState form)
    {
        var keys = await call.GetAsync("/keys", ("accountId", account.Id), ("limit", PageLength));
        var contract = call.ContractOf(account.Api);
        var model = new AccountModel(call, account, contract, form, keys.IsRefused ? null : keys.Read<Page<KeyShape>>())
        {
            People = PeoplePages.AreOf(contract) ? await PeoplePages.ReadAsync(call, account.Id, cursor: null, MostPeople) : null,
        };
        return new ConsoleView(account.Name, Section.Accounts, new Views_Account { Model = model })
        {
            Notice = notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }
}

/// <summary>The list of accounts.</summary>
internal sealed record AccountsModel(ConsoleCall Call, string? Api, Page<AccountShape> Page)
{
    /// <summary>true if the list has filters.</summary>
    public bool IsFiltered => Api is not null || ((string[])["q", "externalId", MetadataText.Field]).Any(name => Call.Query(name) is not null);
}

/// <summary>The form for a new account.</summary>
internal sealed record NewAccountModel(ConsoleCall Call, FormState Form);

/// <summary>The fields of an account that new and changed ones share.</summary>
internal sealed record AccountFieldsModel(FormState Form, AccountShape? Account);

/// <summary>One account.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Account">The account.</param>
/// <param name="Contract">The contract of its API; null where the process has it no longer.</param>
/// <param name="Form">The form that was sent.</param>
/// <param name="Keys">Its keys; null for those who may not see them.</param>
internal sealed record AccountModel(ConsoleCall Call, AccountShape Account, Contract? Contract, FormState Form, Page<KeyShape>? Keys)
{
    /// <summary>The people who sign in to it, a few of them; null where nobody does.</summary>
    public Page<UserShape>? People { get; init; }

    /// <summary>The fields that somebody else has changed while they were typed.</summary>
    public IReadOnlyList<(string Label, string Stored)> Overtaken => Form.Overtaken(
        [
            ("Name", "name", Account.Name), ("Plan", "plan", Account.Plan), ("Subscription", "subscription", Account.Subscription),
            ("External id", "externalId", Account.ExternalId), ("Metadata", MetadataText.Field, MetadataText.Of(Account.Metadata)),
            .. (Contract?.Limits ?? []).Select(policy => ($"Limit {policy.Name}", AccountPages.LimitField + policy.Name, LimitOf(policy.Name))),
        ]);

    private string? LimitOf(string policy) => Account.Limits.TryGetValue(policy, out var own) ? own.ToString(CultureInfo.InvariantCulture) : null;
}
