using System.Security.Cryptography;

namespace Lintel.Webhooks;

/// <summary>When an attempt that failed is made again.</summary>
internal static class WebhookSchedule
{
    /// <summary>Events in a row that an endpoint may fail before it is disabled.</summary>
    public const int MaxFailures = 20;

    // A tenth, so that endpoints which failed together do not come back together; never earlier than was promised.
    private const int JitterPerMille = 100;

    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(10),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
    ];

    /// <summary>The first attempt and its retries.</summary>
    public static int MaxAttempts => Retries.Length + 1;

    /// <summary>How long to wait after an attempt that failed; null where it was the last.</summary>
    /// <param name="attempt">Which attempt failed, from 1.</param>
    public static TimeSpan? DelayAfter(int attempt) =>
        attempt <= Retries.Length ? Retries[attempt - 1] * (1 + (RandomNumberGenerator.GetInt32(JitterPerMille + 1) / 1000.0)) : null;
}
