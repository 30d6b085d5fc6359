using System.Text;

namespace Lintel.Proving;

/// <summary>Assertions 26 to 33: what is too large, and what is no HTTP.</summary>
internal static class FramingAssertions
{
    // Beyond our own bounds, beyond Kestrel's usual ones, and beyond what any server would take.
    private static readonly int[] Excesses = [1, 60_000, 400_000];

    public static IReadOnlyList<Assertion> All { get; } =
    [
        new(26, "A target that is too long is answered by 414.", LongTargetIs414),
        new(27, "That answer is the envelope with a request id.", LongTargetIsEnveloped),
        new(28, "Header fields that are too large are answered by 431.", LargeFieldsAre431),
        new(29, "A body over the limit is answered by 413 when its length is told.", LargeBodyIs413) { Lacking = NoWrite },
        new(30, "A body over the limit is answered by 413 when it comes in chunks.", LargeChunksAre413) { Lacking = NoWrite },
        new(31, "With Expect: 100-continue it is refused without 100 first.", LargeBodyIsNotWaitedFor) { Lacking = NoWrite },
        new(32, "A missing or second Host and a blank before the colon are answered by 400.", BadHeadIs400),
        new(33, "Content-Length beside Transfer-Encoding closes the connection.", TwoLengthsClose) { Lacking = NoWrite },
    ];

    private static string? NoWrite(ProbeTarget target) => target.Write is null ? "Give a write." : null;

    private static async Task<string?> LongTargetIs414(Probe probe)
    {
        foreach (var response in await LongTargets(probe))
        {
            if (response.Status != 414)
            {
                return Probe.Show(response);
            }
        }

        return null;
    }

    private static async Task<string?> LongTargetIsEnveloped(Probe probe)
    {
        foreach (var response in await LongTargets(probe))
        {
            if (probe.Unlike(response, Condition.RequestUriTooLong) is { } other)
            {
                return other;
            }
        }

        return null;
    }

    private static async Task<IReadOnlyList<RawResponse>> LongTargets(Probe probe)
    {
        var responses = new List<RawResponse>();
        foreach (var excess in Excesses)
        {
            var padding = new string('x', probe.Contract.Sizes.Uri + excess);
            responses.Add(await probe.SendAsync(probe.Signed(ProbeRequest.Get(Query.Add(probe.Read.Target, padding)))));
            responses.Add(await probe.SendAsync(probe.Signed(ProbeRequest.Get($"{probe.Api.Base}/{padding}"))));
        }

        return responses;
    }

    private static async Task<string?> LargeFieldsAre431(Probe probe)
    {
        var one = Excesses.Select(excess => probe.Signed(probe.Read).With("X-Padding", new string('x', probe.Contract.Sizes.Headers + excess)));
        var many = probe.Signed(probe.Read) with
        {
            Headers = [.. probe.Signed(probe.Read).Headers, .. Enumerable.Range(0, 4000).Select(i => KeyValuePair.Create($"X-Padding-{i}", "0123456789"))],
        };
        foreach (var request in one.Append(many))
        {
            var response = await probe.SendAsync(request);
            if (response.Status != 431 || probe.Unlike(response, Condition.RequestHeadersTooLarge) is not null)
            {
                return Probe.Show(response);
            }
        }

        return null;
    }

    private static async Task<string?> LargeBodyIs413(Probe probe)
    {
        foreach (var length in new[] { probe.Contract.Sizes.Body + 1L, 100_000_000, 10_000_000_000 })
        {
            var head = probe.Write.With("Content-Length", length.ToString()) with { Body = null };
            var response = await probe.SendAsync(head);
            if (response.Status != 413 || probe.Unlike(response, Condition.RequestTooLarge) is not null)
            {
                return $"{length}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> LargeChunksAre413(Probe probe)
    {
        var body = new byte[probe.Contract.Sizes.Body + 1];
        Array.Fill(body, (byte)' ');
        var response = await probe.SendAsync(probe.Write with { Body = body, Chunked = true });
        return response.Status == 413 ? probe.Unlike(response, Condition.RequestTooLarge) : Probe.Show(response);
    }

    private static async Task<string?> LargeBodyIsNotWaitedFor(Probe probe)
    {
        var head = probe.Write.With("Content-Length", (probe.Contract.Sizes.Body + 1).ToString()).With("Expect", "100-continue") with { Body = null };
        var response = await probe.SendAsync(head);
        return response.Status == 413 ? probe.Unlike(response, Condition.RequestTooLarge) : Probe.Show(response);
    }

    private static async Task<string?> BadHeadIs400(Probe probe)
    {
        var line = $"GET {probe.Read.Target} HTTP/1.1\r\n{Lines(probe.Signed(probe.Read))}";
        foreach (var (what, fields) in new[]
        {
            ("no Host", "X: y\r\n"),
            ("two Hosts", "Host: a\r\nHost: b\r\n"),
            ("a blank before the colon", $"Host: {probe.HostName}\r\nX-Odd : y\r\n")
        })
        {
            var response = await probe.SendAsync(Encoding.Latin1.GetBytes($"{line}{fields}Connection: close\r\n\r\n"), "GET", what);
            var expected = probe.Definition(Condition.RequestUnreadable);
            if (response.Status != 400 || probe.CodeOf(response) != expected.Code)
            {
                return $"{what}: {Probe.Show(response)}";
            }
        }

        return null;
    }

    private static async Task<string?> TwoLengthsClose(Probe probe)
    {
        var head = $"POST {probe.Write.Target} HTTP/1.1\r\nHost: {probe.HostName}\r\n{Lines(probe.Write)}";
        var smuggled = $"GET {probe.Api.Base}/smuggled HTTP/1.1\r\nHost: {probe.HostName}\r\n\r\n";
        var answers = await probe.SendForBytesAsync(
            Encoding.Latin1.GetBytes($"{head}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{{}}\r\n0\r\n\r\n{smuggled}"),
            "Content-Length beside Transfer-Encoding");
        var count = answers.Split("HTTP/1.1 ").Length - 1;
        return count <= 1 ? null : $"{count} answers: {answers}";
    }

    private static string Lines(ProbeRequest request) => string.Concat(request.Headers.Select(header => $"{header.Key}: {header.Value}\r\n"));
}
