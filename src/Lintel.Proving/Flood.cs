using System.Net;

namespace Lintel.Proving;

/// <summary>Uses up a limit: the given one, or that of failed authentications from one address.</summary>
internal static class Flood
{
    public static bool IsPossible(ProbeTarget target) => target.Limit is not null || target.Contract.Credentials.Count > 0;

    public static ProbeRequest RequestOf(Probe probe) => probe.Api.Limit is { } limit ? limit.Request.With(limit.Credential) : probe.Read;

    public static int AllowOf(ProbeTarget target) => target.Limit?.Allow ?? target.FailedAuthenticationsPerMinute;

    /// <summary>Makes as many requests as are admitted, and answers what the next one gets; or what was refused too early.</summary>
    public static async Task<(RawResponse? Answer, string? Fault)> OverAsync(Probe probe)
    {
        await probe.NextWindowAsync(probe.Api.Limit?.Window);
        var (request, allow) = (RequestOf(probe), AllowOf(probe.Api));
        for (var i = 0; i < allow; i++)
        {
            if ((await SendAsync(probe, request)).Status == 429)
            {
                return (null, $"request {i + 1} of {allow} was refused");
            }
        }

        return (await SendAsync(probe, request), null);
    }

    /// <summary>From an address of its own, so that other checks are not shut out.</summary>
    public static Task<RawResponse> SendAsync(Probe probe, ProbeRequest request) => probe.SendAsync(request, PeerOf(probe));

    public static IPAddress? PeerOf(Probe probe) => probe.Api.OtherPeer;

    public static int? WaitOf(RawResponse response) =>
        WholeNumberText.TryParse(response.Header("Retry-After"), out int seconds) ? seconds : null;
}
