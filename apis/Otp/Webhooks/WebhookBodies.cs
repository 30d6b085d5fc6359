using Lintel.AspNetCore;
using Lintel.Requests;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>The bodies of webhooks.</summary>
internal static class WebhookBodies
{
    public static NewWebhook ReadNew(FieldReader fields)
    {
        var isTest = fields.Call.Resource<Application>().IsTest;
        return new NewWebhook(ReadUrl(fields, isTest, required: true) ?? string.Empty, ReadEvents(fields, required: true) ?? [], isTest);
    }

    public static WebhookChange ReadChange(FieldReader fields)
    {
        var isTest = fields.Call.Resource<OwnedWebhook>().Application.IsTest;
        var change = new WebhookChange(ReadUrl(fields, isTest, required: false), ReadEvents(fields, required: false), fields.Boolean("enabled"));
        if (!fields.Has("url") && !fields.Has("events") && !fields.Has("enabled"))
        {
            fields.Fault("url", "or events or enabled must be given");
        }

        return change;
    }

    private static string? ReadUrl(FieldReader fields, bool allowLoopback, bool required)
    {
        if (fields.Text("url", required, max: WebhookUrl.MaxLength) is not { } url)
        {
            return null;
        }

        if (WebhookUrl.FaultOf(url, allowLoopback) is { } problem)
        {
            fields.Fault("url", problem);
        }

        return url;
    }

    public static LogQuery ReadLogQuery(FieldReader fields) => new((int)(fields.Integer("limit", min: 1, max: 100) ?? 20));

    private static List<string>? ReadEvents(FieldReader fields, bool required)
    {
        var events = fields.Texts("events", required, min: 1);
        for (var i = 0; i < events?.Count; i++)
        {
            if (!OtpEvents.All.Contains(events[i]))
            {
                fields.Fault($"events[{i}]", FieldFaultKind.OneOf, ("allowed", string.Join(", ", OtpEvents.All)), ("received", "string"));
            }
        }

        return events?.Distinct().ToList();
    }
}

/// <summary>How many lines of a delivery log are asked for.</summary>
internal sealed record LogQuery(int Limit);
