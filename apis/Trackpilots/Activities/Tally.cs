namespace Lintel.Trackpilots.Activities;

/// <summary>What a second of tracked time counts as: exactly one of these.</summary>
internal enum TimeKind
{
    Idle,
    Productive,
    Neutral,
    Unproductive,
}

/// <summary>
/// Seconds by kind. Active and total time are sums and are never counted on their own, so that total = active + idle and
/// active = productive + neutral + unproductive hold whatever is added.
/// </summary>
internal struct Tally
{
    public long Idle { get; private set; }

    public long Productive { get; private set; }

    public long Neutral { get; private set; }

    public long Unproductive { get; private set; }

    public readonly long Active => Productive + Neutral + Unproductive;

    public readonly long Total => Active + Idle;

    public void Add(TimeKind kind, long seconds)
    {
        switch (kind)
        {
            case TimeKind.Idle:
                Idle += seconds;
                break;
            case TimeKind.Productive:
                Productive += seconds;
                break;
            case TimeKind.Unproductive:
                Unproductive += seconds;
                break;
            default:
                Neutral += seconds;
                break;
        }
    }

    public void Add(in Tally other)
    {
        Idle += other.Idle;
        Productive += other.Productive;
        Neutral += other.Neutral;
        Unproductive += other.Unproductive;
    }
}
