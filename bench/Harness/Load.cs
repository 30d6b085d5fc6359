using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Lintel.Bench.Harness;

/// <summary>What wrk saw.</summary>
/// <param name="Requests">Answers in all.</param>
/// <param name="Failures">Answers with a status of 400 or more.</param>
/// <param name="Broken">Connections that failed, and time-outs.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="P50">Half of the answers came within this many microseconds.</param>
/// <param name="P99">99 of 100 answers came within this many microseconds.</param>
internal sealed record LoadResult(long Requests, long Failures, long Broken, double Seconds, double P50, double P99);

/// <summary>Sends the requests of a case from core 1 by wrk: one thread, 32 connections.</summary>
internal static class Load
{
    private const string Marker = "RESULT ";

    public static async Task<LoadResult> RunAsync(Server server, Case one, int seconds, CancellationToken cancellationToken)
    {
        var script = Path.GetTempFileName();
        await File.WriteAllTextAsync(script, ScriptOf(server, one), cancellationToken);
        try
        {
            string[] arguments = ["-c", "1", "wrk", "-t1", "-c32", $"-d{seconds}s", "-s", script, new Uri(server.Address, one.Path).ToString()];
            using var wrk = Process.Start(new ProcessStartInfo("taskset", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
            await wrk.WaitForExitAsync(cancellationToken);
            var line = output.Split('\n').FirstOrDefault(
                line => line.StartsWith(Marker, StringComparison.Ordinal)) ?? throw new MeasurementException($"wrk said nothing of {server.Variant}: {output}");
            var numbers = line[Marker.Length..].Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
            return new LoadResult((long)numbers[0], (long)numbers[1], (long)numbers[2], numbers[3] / 1e6, numbers[4], numbers[5]);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string ScriptOf(Server server, Case one)
    {
        var script = new StringBuilder();
        script.Append("local keys = {").AppendJoin(',', one.Keys(server.Keys).Select(key => $"'Bearer {key}'")).Append("}\n");
        script.Append(
            $"local method, path, body = '{(one.Body is null ? "GET" : "POST")}', '{one.Path}', {(one.Body is null ? "nil" : $"[==[{one.Body}]==]")}\n");
        var callers = one.Callers ?? new Callers(0, 0, 0);
        script.Append($"local first, step, callers = {callers.First}, {callers.Step}, {callers.Count}\n");
        script.Append(
            """
            local texts, place = {}, 0
            function init()
              for i = 1, math.max(#keys, callers) do
                local headers = { ['Authorization'] = keys[(i - 1) % #keys + 1], ['Host'] = '127.0.0.1' }
                if callers > 0 then
                  local number = first + (i - 1) % callers * step
                  headers['X-Forwarded-For'] = string.format('10.%d.%d.%d', math.floor(number / 65536), math.floor(number / 256) % 256, number % 256)
                end
                if body then headers['Content-Type'] = 'application/json' end
                texts[i] = wrk.format(method, path, headers, body)
              end
            end
            function request()
              place = place % #texts + 1
              return texts[place]
            end
            function done(summary, latency)
              local e = summary.errors
              print(string.format('RESULT %d %d %d %d %.1f %.1f', summary.requests, e.status, e.connect + e.read + e.write + e.timeout, summary.duration, latency:percentile(50), latency:percentile(99)))
            end
            """);
        return script.ToString();
    }
}
