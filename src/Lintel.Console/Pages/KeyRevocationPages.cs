using System.Globalization;
using AspNetCoreGeneratedDocument;
using Lintel.Management.Keys;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>Revokes the keys that the list's filters find: first what will happen, and then, once their number is typed, the revocation.</summary>
internal static class KeyRevocationPages
{
    private const string Path = "/keys/revocations";

    public static void Map(ConsoleRoutes routes) => routes.Form(Path, TakeAsync);

    private static async Task<ConsoleView> TakeAsync(ConsoleCall call, ConsoleForm form)
    {
        var filter = KeyFilter.Of(form);
        return form.Action == "revoke" ? await RevokeAsync(call, form, filter) : await RehearseAsync(call, filter, FormState.Fresh);
    }

    private static async Task<ConsoleView> RevokeAsync(ConsoleCall call, ConsoleForm form, KeyFilter filter)
    {
        // What was shown is what is meant: where the filters find another number by now, nothing happens.
        var expected = form.Text("expected");
        if (form.Text("confirm") != expected)
        {
            var unconfirmed = ManagementProblem.Unconfirmed($"Write {expected} to confirm.", "This is not the number of keys.", "confirm");
            return await RehearseAsync(call, filter, new FormState(form, unconfirmed));
        }

        var body = filter.Body();
        body["expected"] = ConsoleForm.NumberOf(expected);
        var reply = await call.ChangeAsync(HttpMethods.Post, Path, form, body);
        if (reply.IsRefused)
        {
            return await RehearseAsync(call, filter, new FormState(form, reply.Refusal()));
        }

        var done = reply.Read<KeyRevocationShape>();
        var left = done.Left == 0 ? string.Empty : $" {Number(done.Left)} are left.";
        var notice = new Notice(IsGood: true, $"{Keys(done.Revoked)} {(done.Revoked == 1 ? "was" : "were")} revoked.{left} {Receipts.Tell(done.Receipt)}");
        return await RehearseAsync(call, filter, FormState.Fresh) with { Notice = notice };
    }

    private static async Task<ConsoleView> RehearseAsync(ConsoleCall call, KeyFilter filter, FormState form)
    {
        var body = filter.Body();
        body["dryRun"] = true;
        var found = (await call.ChangeAsync(HttpMethods.Post, Path, ConsoleForm.None, body)).Read<KeyRevocationShape>();
        var names = await RecordNames.ReadAsync(call, found.Keys.Select(key => key.AccountId));
        return new ConsoleView("Revoke keys", Section.Keys, new Views_KeyRevocation { Model = new KeyRevocationModel(call, filter, found, form, names) })
        {
            Notice = form.Notice,
            Status = form.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static string Keys(int count) => count == 1 ? "1 key" : $"{Number(count)} keys";

    private static string Number(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}

/// <summary>The effect that a revocation of many keys would have.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Filter">The filters.</param>
/// <param name="Found">What they find.</param>
/// <param name="Form">The form that was sent.</param>
/// <param name="Names">The names of the accounts.</param>
internal sealed record KeyRevocationModel(ConsoleCall Call, KeyFilter Filter, KeyRevocationShape Found, FormState Form, RecordNames Names);
