using System.Text.Json.Nodes;
using AspNetCoreGeneratedDocument;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Management.Keys;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>One key, and what can be done with it.</summary>
internal static class KeyChanges
{
    public static void Map(ConsoleRoutes routes)
    {
        routes.Page("/keys/{id}", async call => await OneAsync(call, await ReadAsync(call), null));
        routes.Form("/keys/{id}", ChangeAsync);
    }

    /// <summary>The page of one key.</summary>
    public static async Task<ConsoleView> OneAsync(ConsoleCall call, KeyShape key, Notice? notice, string? secret = null, FormState? form = null)
    {
        var names = await RecordNames.ReadAsync(call, key.AccountId);
        var model = new KeyModel(call, key, call.ContractOf(key.Api), form ?? FormState.Fresh, secret, names);
        return new ConsoleView(key.Name, Section.Keys, new Views_Key { Model = model })
        {
            Notice = notice,
            Status = form?.Problem?.Status ?? StatusCodes.Status200OK,
        };
    }

    private static Task<KeyShape> ReadAsync(ConsoleCall call) => call.ReadAsync<KeyShape>(PathOf(call));

    private static async Task<ConsoleView> ChangeAsync(ConsoleCall call, ConsoleForm form) => form.Action switch
    {
        "edit" => await EditAsync(call, form),
        "rotate" => await RotateAsync(call, form),
        "disable" => await MoveAsync(call, form, "disable", "Requests with it are refused."),
        "enable" => await MoveAsync(call, form, "enable", "Requests with it are admitted again."),
        "revoke" => await RevokeAsync(call, form),
        "end-secret" => await EndSecretAsync(call, form),
        _ => ErrorViews.Missing(),
    };

    private static async Task<ConsoleView> EditAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = KeyFields.Of(form);
        var reply = await call.ChangeAsync(HttpMethods.Patch, PathOf(call), form, body);
        return await ShowAsync(call, form, reply, "The key was changed.");
    }

    private static async Task<ConsoleView> RotateAsync(ConsoleCall call, ConsoleForm form)
    {
        var overlap = form.Text("overlapSeconds");
        var body = new JsonObject { ["overlapSeconds"] = ConsoleForm.NumberOf(overlap) };
        var reply = await call.ChangeAsync(HttpMethods.Post, PathOf(call) + "/rotate", form, body);
        if (reply.IsRefused)
        {
            return await RefusedAsync(call, form, reply);
        }

        var issued = reply.Read<IssuedShape>();
        var old = overlap == "0" ? "The old secret has ended." : "The old secret works until the end of the overlap.";
        return await OneAsync(call, issued.Key, new Notice(IsGood: true, $"The key has a new secret. {old} {Receipts.Tell(issued.Receipt)}"), issued.Secret);
    }

    private static async Task<ConsoleView> MoveAsync(ConsoleCall call, ConsoleForm form, string verb, string effect) =>
        await ShowAsync(call, form, await call.ChangeAsync(HttpMethods.Post, $"{PathOf(call)}/{verb}", form), $"The key was {verb}d. {effect}");

    private static async Task<ConsoleView> EndSecretAsync(ConsoleCall call, ConsoleForm form)
    {
        var body = new JsonObject { ["hint"] = form.Text("hint") };
        var reply = await call.ChangeAsync(HttpMethods.Post, PathOf(call) + "/end-old-secrets", form, body);
        return await ShowAsync(call, form, reply, "The old secret has ended.");
    }

    private static async Task<ConsoleView> RevokeAsync(ConsoleCall call, ConsoleForm form)
    {
        var key = await ReadAsync(call);
        return form.Confirms(key.Name)
            ? await MoveAsync(call, form, "revoke", "It never works again.")
            : await OneAsync(
                call,
                key,
                new Notice(IsGood: false, "Nothing was changed. Write the key's name to revoke it."),
                form: new FormState(form, FormState.Unconfirmed("key")));
    }

    private static async Task<ConsoleView> ShowAsync(ConsoleCall call, ConsoleForm form, ManagementReply reply, string done)
    {
        if (reply.IsRefused)
        {
            return await RefusedAsync(call, form, reply);
        }

        var key = reply.Read<KeyShape>();
        return await OneAsync(call, key, new Notice(IsGood: true, $"{done} {Receipts.Tell(key.Receipt)}"));
    }

    private static async Task<ConsoleView> RefusedAsync(ConsoleCall call, ConsoleForm form, ManagementReply reply)
    {
        var state = new FormState(form, reply.Refusal());
        return await OneAsync(call, await ReadAsync(call), state.Notice, form: state);
    }

    private static string PathOf(ConsoleCall call) => "/keys/" + Uri.EscapeDataString(call.Route("id"));
}

/// <summary>One key.</summary>
/// <param name="Call">Who asks.</param>
/// <param name="Key">The key.</param>
/// <param name="Contract">The contract of its API; null where the process has it no longer.</param>
/// <param name="Form">The form that was sent.</param>
/// <param name="Secret">The secret that was made just now, which is shown this once; null for none.</param>
/// <param name="Names">The name of its account.</param>
internal sealed record KeyModel(ConsoleCall Call, KeyShape Key, Contract? Contract, FormState Form, string? Secret, RecordNames Names)
{
    /// <summary>The overlaps of a rotation, in seconds, with their words.</summary>
    public static IReadOnlyList<(string Seconds, string Word)> Overlaps { get; } =
    [
        ("0", "End the old secret at once"), ("3600", "1 hour"), ("86400", "1 day"), ("604800", "7 days"), ("2592000", "30 days"),
    ];

    /// <summary>A command that sends a request with the new secret; null where the API has no keys of its own, or nothing that the key alone reads.</summary>
    public string? Curl => Secret is null || Contract?.Keys is not { } scheme || Tried is null ? null : Request(scheme);

    /// <summary>The fields of the key.</summary>
    public KeyFieldsModel Fields => new(Contract, Form.Sent?.Action == "edit" ? Form : FormState.Fresh, Key);

    /// <summary>The fields that somebody else has changed while they were typed.</summary>
    public IReadOnlyList<(string Label, string Stored)> Overtaken => Form.Sent?.Action != "edit" ? [] : Form.Overtaken(
    [
        ("Name", "name", Key.Name),
        ("Scopes", "scopes", string.Join('\n', Contract?.Scopes.Select(scope => scope.Name).Where(Key.Scopes.Contains) ?? [])),
        ("Addresses", "addresses", string.Join('\n', Key.Addresses)),
        ("Expires", "expiresAt", KeyFields.Of(Key.ExpiresAt)),
        .. Fields.Limits.Select(policy => ($"Limit {policy.Name}", AccountPages.LimitField + policy.Name, KeyFields.LimitOf(Key, policy.Name))),
    ]);

    /// <summary>The id: the secret belongs in no log.</summary>
    public override string ToString() => Key.Id;

    private string Request(KeyScheme scheme)
    {
        var credential = (scheme.Kind == CredentialKind.Bearer ? "Bearer " : string.Empty) + Secret;
        return $"curl -i '{Call.Address.Origin.Address}{Tried}' -H '{scheme.Header}: {credential}'";
    }

    // What can be read without more than the key; the first that its scopes are enough for.
    private string? Tried => Call.Apis.All.FirstOrDefault(runtime => runtime.Contract.Api == Key.Api)?.Operations.FirstOrDefault(IsTried)?.Route;

    private bool IsTried(Operation operation) =>
        operation is { RequiresSession: false, Anonymous: false, CredentialIsOptional: false, IsReserved: false, QueryConditions.Count: 0 }
        && operation.Methods.Contains(HttpMethods.Get)
        && !operation.Route.Contains('{', StringComparison.Ordinal)
        && new[] { operation.Scope, operation.OperationScope }.OfType<string>().All(Key.Scopes.Contains);
}
