using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.Telemetry;

/// <summary>Listens to meters of one application, and keeps what their instruments say.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private readonly ConcurrentQueue<Measured> _all = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly SemaphoreSlim _heard = new(0);

    /// <param name="services">The application's services.</param>
    /// <param name="meter">The meter's name.</param>
    public Measurements(IServiceProvider services, string meter = "Lintel")
    {
        var factory = services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // What belongs to no application is of the process; of other applications in it, nothing is heard.
            if (instrument.Meter.Name == meter && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, factory)))
            {
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>The instruments, by name.</summary>
    public IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>The values that an instrument has told so far; of an observable one, those that it tells now.</summary>
    public IReadOnlyList<Measured> Of(string instrument)
    {
        if (!_instruments[instrument].IsObservable)
        {
            return [.. _all.Where(measured => measured.Instrument == instrument)];
        }

        lock (_listener)
        {
            var before = _all.Count;
            _listener.RecordObservableInstruments();
            return [.. _all.Skip(before).Where(measured => measured.Instrument == instrument)];
        }
    }

    /// <summary>Waits until an instrument has said so much: what is measured at the end of a request may come after its answer.</summary>
    public async Task<IReadOnlyList<Measured>> WaitAsync(string instrument, int count)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (_counts.GetValueOrDefault(instrument) < count)
        {
            await _heard.WaitAsync(limit.Token);
        }

        return Of(instrument);
    }

    /// <summary>The values of an instrument, added up by its tags, each as <c>name=value</c> and separated by blanks.</summary>
    public IReadOnlyDictionary<string, double> SumsOf(string instrument) =>
        Of(instrument).GroupBy(measured => measured.Tags).ToDictionary(group => group.Key, group => group.Sum(measured => measured.Value));

    public void Dispose()
    {
        _listener.Dispose();
        _heard.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var words = tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}");
        _all.Enqueue(new Measured(instrument.Name, value, string.Join(' ', words)));
        _counts.AddOrUpdate(instrument.Name, 1, (_, before) => before + 1);
        _heard.Release();
    }
}

/// <summary>One measurement.</summary>
/// <param name="Instrument">The name of the instrument.</param>
/// <param name="Value">The value.</param>
/// <param name="Tags">The tags by name, each as <c>name=value</c>.</param>
internal sealed record Measured(string Instrument, double Value, string Tags);
