namespace Lintel.Bench.Harness;

/// <summary>One measurement of one server.</summary>
/// <param name="Variant">The server.</param>
/// <param name="Case">The requests.</param>
/// <param name="CpuMicroseconds">Processor time of the server for a request.</param>
/// <param name="RequestsPerSecond">Answers in a second.</param>
/// <param name="P50">Microseconds.</param>
/// <param name="P99">Microseconds.</param>
/// <param name="AllocatedBytes">For a request; null where the runtime does not tell.</param>
/// <param name="ResidentBytes">After the measurement.</param>
internal sealed record Measurement(
    string Variant,
    string Case,
    double CpuMicroseconds,
    double RequestsPerSecond,
    double P50,
    double P99,
    double? AllocatedBytes,
    long ResidentBytes)
{
    private const int Attempts = 3;

    /// <summary>
    /// Measures a server that is stopped, and stops it again. Where answers are not what the case is about, again: nginx knows no smaller limit than one
    /// request a minute, so that now and then it admits one where all should be refused; and a machine that stands still for a second may answer nothing.
    /// </summary>
    /// <exception cref="UnexpectedAnswerException">Each time an answer was not what the case is about.</exception>
    /// <exception cref="MeasurementException">The request log lost some.</exception>
    public static async Task<Measurement> TakeAsync(Server server, Case one, int seconds, StepLog steps, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await TakeOnceAsync(server, one, seconds, cancellationToken);
            }
            catch (UnexpectedAnswerException exception) when (attempt < Attempts)
            {
                steps.Say($"  measured again: {exception.Message}");
            }
        }
    }

    /// <summary>Sends single requests until the case's status comes, at most a few: the account over its limit has one request left at first.</summary>
    public static async Task ProbeAsync(Server server, Case one, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        var status = 0;
        server.Resume();
        try
        {
            for (var attempt = 0; attempt < 3 && status != one.StatusOf(server.Variant); attempt++)
            {
                using var request = new HttpRequestMessage(one.Body is null ? HttpMethod.Get : HttpMethod.Post, new Uri(server.Address, one.Path));
                request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {one.Keys(server.Keys)[0]}");
                request.Content = one.Body is null ? null : new StringContent(one.Body, System.Text.Encoding.UTF8, "application/json");
                using var response = await client.SendAsync(request, cancellationToken);
                status = (int)response.StatusCode;
            }
        }
        catch (HttpRequestException exception)
        {
            throw new MeasurementException($"{server.Variant} does not answer {one.Name}: {exception.Message}");
        }
        finally
        {
            server.Pause();
        }

        if (status != one.StatusOf(server.Variant))
        {
            throw new MeasurementException($"{server.Variant} answers {one.Name} with {status}, not {one.StatusOf(server.Variant)}.");
        }
    }

    // Processor time is read when the server is idle, before and after.
    private static async Task<Measurement> TakeOnceAsync(Server server, Case one, int seconds, CancellationToken cancellationToken)
    {
        server.Resume();
        try
        {
            var statsBefore = await server.StatsAsync(cancellationToken);
            await server.SettleAsync(cancellationToken);
            var cpuBefore = server.CpuSeconds();
            var load = await Load.RunAsync(server, one, seconds, cancellationToken);
            await server.SettleAsync(cancellationToken);
            var cpu = server.CpuSeconds() - cpuBefore;
            var stats = await server.StatsAsync(cancellationToken);
            Check(server, one, load);
            Check(server, one, stats?.DroppedLogRecords - statsBefore?.DroppedLogRecords ?? 0);
            var allocated = (double?)(stats?.AllocatedBytes - statsBefore?.AllocatedBytes) / load.Requests;
            return new Measurement(
                server.Variant,
                one.Name,
                cpu * 1e6 / load.Requests,
                load.Requests / load.Seconds,
                load.P50,
                load.P99,
                allocated,
                server.ResidentBytes());
        }
        finally
        {
            server.Pause();
        }
    }

    private static void Check(Server server, Case one, LoadResult load)
    {
        var expected = one.StatusOf(server.Variant) < 400 ? 0 : load.Requests;
        if (load.Requests == 0 || load.Failures != expected || load.Broken > 0)
        {
            throw new UnexpectedAnswerException(
                $"{server.Variant}, {one.Name}: {load.Failures} of {load.Requests} answers had a status of 400 or more, where {expected} should; "
                    + $"{load.Broken} broke.");
        }
    }

    private static void Check(Server server, Case one, long dropped)
    {
        if (dropped > 0)
        {
            throw new MeasurementException($"{server.Variant}, {one.Name}: the request log dropped {dropped} records; what is not written costs nothing.");
        }
    }
}
