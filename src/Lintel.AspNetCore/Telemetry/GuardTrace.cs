using System.Diagnostics;
using Lintel.Contracts;
using Lintel.Telemetry;

namespace Lintel.AspNetCore;

/// <summary>The activity of a request's guards, with an event for each guard. There is none for a request that nobody samples. Not thread-safe.</summary>
internal sealed class GuardTrace : IDisposable
{
    private const string ActivityName = "lintel.guards";

    private static readonly ActivitySource Source = new(LintelMeter.Name);

    private readonly Activity _activity;

    private GuardTrace(Activity activity) => _activity = activity;

    /// <summary>true while somebody listens; otherwise, false.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>Begins the activity, which is the current one until it is disposed of.</summary>
    /// <returns>Null where the request is not sampled.</returns>
    public static GuardTrace? Start(string api, string? operation)
    {
        var activity = Source.StartActivity(ActivityName);
        if (activity is not { IsAllDataRequested: true })
        {
            activity?.Dispose();
            return null;
        }

        activity.SetTag(TelemetryTags.Api, api);
        activity.SetTag(TelemetryTags.Operation, operation);
        return new GuardTrace(activity);
    }

    /// <summary>Adds the event of a guard.</summary>
    public void Add(StageDescriptor stage, Decision? decision) =>
        _activity.AddEvent(new ActivityEvent(stage.Word, tags: new() { { TelemetryTags.Decision, decision is Refusal ? "refused" : "passed" } }));

    /// <summary>Notes the refusal that the request is answered with. A caller's fault leaves the status of the activity unset.</summary>
    public void Refuse(ErrorDefinition? error, Refusal? refusal)
    {
        _activity.SetTag(TelemetryTags.Code, error?.Code);
        _activity.SetTag(TelemetryTags.Condition, refusal?.Condition?.Name);
        if (error is { Status: >= 500 })
        {
            _activity.SetTag(TelemetryTags.ErrorType, error.Code);
            _activity.SetStatus(ActivityStatusCode.Error);
        }
    }

    /// <summary>Notes the exception of a guard: its type, and not its message, which may have a secret in it.</summary>
    public void Fail(Exception exception)
    {
        _activity.SetTag(TelemetryTags.ErrorType, exception.GetType().FullName);
        _activity.SetStatus(ActivityStatusCode.Error);
    }

    public void Dispose() => _activity.Dispose();
}
