using System.Text.Json.Nodes;
using Lintel.Management;
using Microsoft.AspNetCore.Http;

namespace Lintel.Console;

/// <summary>A form of a section that was sent, and how it ended.</summary>
/// <param name="Form">The form.</param>
/// <param name="Sent">What was typed.</param>
internal sealed record FormAttempt(SectionForm Form, ConsoleForm Sent)
{
    /// <summary>The field for the name of a record that is about to be destroyed.</summary>
    public const string ConfirmField = "confirm";

    /// <summary>The refusal; null where it was done.</summary>
    public ManagementProblem? Problem { get; private init; }

    /// <summary>true if the form had nothing but what was there.</summary>
    public bool IsIdle { get; private init; }

    /// <summary>The answer; null for none.</summary>
    public JsonObject? Answer { get; private init; }

    /// <summary>The result in words.</summary>
    public Notice Notice => IsIdle ? new Notice(IsGood: true, "Nothing was changed: the form has what was there before.")
        : Problem is null ? new Notice(IsGood: true, Form.Done)
        : new Notice(IsGood: false, Status == StatusCodes.Status412PreconditionFailed ? FormState.OvertakenText : Problem.Detail);

    /// <summary>The status of the page that shows it.</summary>
    public int Status => Problem?.Status ?? StatusCodes.Status200OK;

    /// <summary>Sends a form that a page offers.</summary>
    /// <returns>How it ended; null where the page does not offer the form.</returns>
    public static async Task<FormAttempt?> SendAsync(SectionPage page, ConsoleForm sent)
    {
        if (page.Offered.FirstOrDefault(form => form.Name == sent.Action) is not { } form)
        {
            return null;
        }

        var attempt = new FormAttempt(form, sent);
        if (form.Warning is not null && page.Name is { } name && !sent.Confirms(name, ConfirmField))
        {
            var unconfirmed = ManagementProblem.Unconfirmed($"Nothing was changed. Type {name} to confirm.", $"must be {name}", ConfirmField);
            return attempt with { Problem = unconfirmed };
        }

        if (SectionBody.IsIdle(form, sent))
        {
            return attempt with { IsIdle = true };
        }

        var reply = await page.Call.ChangeAsync(form.Method, SectionBody.PathOf(form, page.Expand(form.Path)!, sent), sent, SectionBody.Of(form, sent));
        if (reply.Status == StatusCodes.Status401Unauthorized)
        {
            throw new ManagementRefusedException(reply.Refusal());
        }

        return reply.IsRefused ? attempt with { Problem = reply.Refusal() }
            : reply.Body.Length == 0 ? attempt
            : attempt with { Answer = reply.Read<JsonObject>() };
    }
}
