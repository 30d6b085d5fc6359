namespace Lintel.AspNetCore;

/// <summary>Measures the guards of one request one after the other. Does nothing while nobody listens.</summary>
internal struct GuardTiming
{
    private readonly RequestMetrics? _metrics;
    private readonly ApiCall _call;
    private long _since;

    private GuardTiming(RequestMetrics? metrics, ApiCall call)
    {
        _metrics = metrics;
        _call = call;
        _since = metrics is null ? 0 : call.Runtime.Clock.Now;
    }

    /// <summary>Begins with the first guard.</summary>
    public static GuardTiming Begin(RequestMetrics metrics, ApiCall call) => new(metrics.MeasuresGuards ? metrics : null, call);

    /// <summary>Notes the time since the guard before, which is that of this one.</summary>
    /// <param name="index">The place of the guard.</param>
    /// <param name="decision">Its decision.</param>
    public void Note(int index, Decision? decision)
    {
        if (_metrics is null)
        {
            return;
        }

        var now = _call.Runtime.Clock.Now;
        _metrics.RecordGuard(_call.Contract.Api, _call.Runtime.Stages[index].Word, decision is Refusal, now - _since);
        _since = now;
    }
}
