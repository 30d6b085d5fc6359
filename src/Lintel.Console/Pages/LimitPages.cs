using AspNetCoreGeneratedDocument;
using Lintel.Management.Limits;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>The present use of the limits of an account or a key, and the reset of one of them.</summary>
internal static class LimitPages
{
    private const string Path = "/limits";

    public static void Map(ConsoleRoutes routes)
    {
        routes.Page(Path, ShowAsync);
        routes.Form(Path, ResetAsync);
    }

    /// <summary>The address of a page.</summary>
    /// <param name="address">The addresses of the console.</param>
    /// <param name="of">The record, <c>account</c> or <c>key</c>.</param>
    /// <param name="id">Its id.</param>
    /// <param name="reset">The policy to reset once that is confirmed; null for none.</param>
    public static string AddressOf(ConsoleAddress address, string of, string id, string? reset = null) =>
        address.Query(Path, (of, id), ("reset", reset)) + (reset is null ? string.Empty : "#reset");

    private static async Task<ConsoleView> ShowAsync(ConsoleCall call)
    {
        if (LimitRecord.Of(call) is { } record)
        {
            return await ViewOfAsync(call, record, await call.ReadAsync<LimitsShape>(record.Path), call.Query("reset"), FormState.Fresh);
        }

        var limits = await CloseLimits.FindAsync(call);
        var names = await RecordNames.ReadAsync(call, limits.Select(limit => limit.Counter));
        return new ConsoleView("Limits", Section.Limits, new Views_CloseLimits { Model = new CloseLimitsModel(call, limits, names) });
    }

    private static async Task<ConsoleView> ResetAsync(ConsoleCall call, ConsoleForm form)
    {
        if (LimitRecord.Of(call) is not { } record)
        {
            return ErrorViews.Missing();
        }

        var policy = form.Text("policy");
        if (form.Text("confirm") != policy)
        {
            var unconfirmed = new FormState(form, FormState.Unconfirmed("policy"));
            return await ViewOfAsync(call, record, await call.ReadAsync<LimitsShape>(record.Path), policy, unconfirmed) with
            {
                Notice = new Notice(IsGood: false, "Nothing was changed. Write the policy's name to reset it."),
            };
        }

        var reply = await call.ChangeAsync(HttpMethods.Post, $"{record.Path}/{Uri.EscapeDataString(policy)}/reset", form);
        if (reply.IsRefused)
        {
            return await ViewOfAsync(call, record, await call.ReadAsync<LimitsShape>(record.Path), policy, new FormState(form, reply.Refusal()));
        }

        var limits = reply.Read<LimitsShape>();
        return await ViewOfAsync(call, record, limits, reset: null, FormState.Fresh) with
        {
            Notice = new Notice(IsGood: true, $"{policy} was reset. {Receipts.Tell(limits.Receipt)}"),
        };
    }

    private static async Task<ConsoleView> ViewOfAsync(ConsoleCall call, LimitRecord record, LimitsShape limits, string? reset, FormState form)
    {
        var names = await RecordNames.ReadAsync(call, record.Id);
        return new ConsoleView("Limits", Section.Limits, new Views_Limits { Model = new LimitsModel(call, record, limits, reset, form, names) })
        {
            Notice = form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }
}

/// <summary>The account or the key whose limits a page shows.</summary>
/// <param name="Kind">The word for it in addresses, <c>account</c> or <c>key</c>.</param>
/// <param name="Id">Its id.</param>
internal sealed record LimitRecord(string Kind, string Id)
{
    /// <summary>The word for an account.</summary>
    public const string Account = "account";

    /// <summary>The word for a key.</summary>
    public const string Key = "key";

    /// <summary>The section of the record.</summary>
    public string Section => Kind == Key ? Console.Section.Keys : Console.Section.Accounts;

    /// <summary>The path of its limits in the management API.</summary>
    public string Path => $"/{Section}/{Uri.EscapeDataString(Id)}/limits";

    public static LimitRecord? Of(ConsoleCall call) => (call.Query(Account), call.Query(Key)) switch
    {
        ({ } account, _) => new(Account, account),
        (_, { } key) => new(Key, key),
        _ => null,
    };
}

/// <summary>The limits of an account or a key.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Record">The account or the key.</param>
/// <param name="Limits">Its limits.</param>
/// <param name="Reset">The policy that is to be reset; null for none.</param>
/// <param name="Form">The form that was sent.</param>
/// <param name="Names">The name of the account or the key.</param>
internal sealed record LimitsModel(ConsoleCall Call, LimitRecord Record, LimitsShape Limits, string? Reset, FormState Form, RecordNames Names)
{
    /// <summary>The limit that is to be reset; null for none.</summary>
    public LimitShape? ToReset => Limits.Data.FirstOrDefault(limit => limit.Policy == Reset && IsOwn(limit) && MayReset(limit));

    /// <summary>true if the limit counts by the record of the page, and not by the account of the key.</summary>
    public bool IsOwn(LimitShape limit) => limit.Counter == Record.Id;

    /// <summary>true if the operator may reset a limit; otherwise, false.</summary>
    public bool MayReset(LimitShape limit) => Call.Session.May(limit.Per == LimitRecord.Key ? "keys:write" : "accounts:write");

    /// <summary>The page that asks for the confirmation of a reset.</summary>
    public string ResetPage(LimitShape limit) => LimitPages.AddressOf(Call.Address, limit.Per, limit.Counter, limit.Policy);
}
