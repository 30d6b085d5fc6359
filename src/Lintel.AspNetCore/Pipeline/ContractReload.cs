using System.Collections.Frozen;
using Lintel.Contracts;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lintel.AspNetCore;

/// <summary>
/// Reads contracts again when their files have changed. A contract is put in force as a whole, or refused as a whole while the version before stays. What
/// something was made of at start-up is refused with the name of the member that needs a restart.
/// </summary>
internal sealed partial class ContractReload(
    ApiDirectory apis,
    ApiRuntimes runtimes,
    ContractVersions versions,
    LintelOptions options,
    TimeProvider time,
    ILogger<ContractReload> logger) : IHostedService, IDisposable
{
    /// <summary>The time without a change after which files are read: editors and deployments write them in pieces.</summary>
    internal static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>The time after the first change at which files are read however often others change.</summary>
    internal static readonly TimeSpan Latest = TimeSpan.FromSeconds(2);

    /// <summary>The time between two looks at what is in the files: no system tells of every swap of a link or a folder above them.</summary>
    internal static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly ChangedFiles _files = new();
    private readonly HashSet<string> _watched = new(StringComparer.Ordinal);
    private ContractWatch? _watch;
    private ITimer? _timer;
    private PeriodicTimer? _look;
    private long _firstChange;
    private volatile bool _isStopped;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.ReloadContracts)
        {
            _timer = time.CreateTimer(_ => TryReload(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

            // The contracts were read before, when the application was put together: the first look reads them once more.
            WatchFiles(FrozenDictionary<string, UInt128?>.Empty);
            _look = new PeriodicTimer(Look, time);
            _ = LookAsync(_look);
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // Not under the gate: a file that never ends must not keep the process from ending.
        _isStopped = true;
        _timer?.Dispose();
        _look?.Dispose();
        _watch?.Dispose();
    }

    /// <summary>Reads every contract's file again, and puts those that have changed in force or refuses them.</summary>
    public void Reload()
    {
        lock (_gate)
        {
            // Before they are read: what changes while they are read is seen at the next look.
            var before = ChangedFiles.Look(Files);
            var candidates = new List<Contract>();
            foreach (var runtime in apis.All.Where(runtime => IsFile(runtime.Contract)))
            {
                if (Read(runtime) is { } contract)
                {
                    candidates.Add(contract);
                }
            }

            if (_isStopped)
            {
                return;
            }

            PutInForce(candidates);
            if (_timer is not null)
            {
                WatchFiles(before);
            }
        }
    }

    private IEnumerable<string> Files =>
        apis.Contracts.Where(IsFile).SelectMany(contract => contract.OtherFiles.Prepend(contract.File)).Select(Path.GetFullPath);

    // Contracts that code has made of a text have a name and no file.
    private static bool IsFile(Contract contract) => Path.IsPathFullyQualified(contract.File);

    /// <summary>Puts off reading while files change, and not for ever.</summary>
    private void NoteChange()
    {
        var first = Interlocked.CompareExchange(ref _firstChange, time.GetTimestamp(), 0);
        if (!_isStopped && (first == 0 || time.GetElapsedTime(first) < Latest))
        {
            _timer?.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    // Ends when the timer is disposed of.
    private async Task LookAsync(PeriodicTimer timer)
    {
        while (await timer.WaitForNextTickAsync())
        {
            try
            {
                if (_files.HaveChanged())
                {
                    NoteChange();
                }
            }
            catch (Exception exception)
            {
                // A look that fails must not be the last.
                Log.NotSeen(logger, exception);
            }
        }
    }

    private void TryReload()
    {
        Interlocked.Exchange(ref _firstChange, 0);
        try
        {
            Reload();
        }
        catch (Exception exception)
        {
            Log.NotRead(logger, exception);
        }
    }

    private void WatchFiles(FrozenDictionary<string, UInt128?> before)
    {
        string[] files = [.. Files.Distinct()];
        if (!_watched.SetEquals(files))
        {
            _watched.Clear();
            _watched.UnionWith(files);
            _watch?.Dispose();
            _watch = new ContractWatch(files, NoteChange);
            if (_isStopped)
            {
                // Whoever stopped meanwhile has disposed of the one before.
                _watch.Dispose();
            }
        }

        _files.Remember(files, before);
    }

    /// <summary>Reads one contract again.</summary>
    /// <returns>A version that may be put in force; null where it is the one in force, or was refused.</returns>
    private Contract? Read(ApiRuntime runtime)
    {
        var running = runtime.Contract;
        Contract next;
        try
        {
            next = ContractReader.ReadFile(
                running.File, options.Guards.Select(guard => guard.Stage), options.Credentials.Select(credential => credential.Kind));
        }
        catch (ContractException exception)
        {
            Refuse(running, exception.Faults, []);
            return null;
        }

        if (next.Digest == running.Digest)
        {
            versions.Clear(running.Api);
            return null;
        }

        string[] reasons = [.. RestartNeeds.Of(running, next).Select(member => $"The change of `{member}` needs a restart.")];
        if (reasons.Length == 0)
        {
            // What an operation that appeared later lacks already is no fault of this version.
            reasons = [.. runtime.Operations.SelectMany(operation => OperationFaults.Of(operation, next).Except(OperationFaults.Of(operation, running)))];
        }

        if (reasons.Length == 0)
        {
            return next;
        }

        Refuse(running, [], reasons);
        return null;
    }

    private void PutInForce(List<Contract> candidates)
    {
        if (candidates.Count == 0)
        {
            return;
        }

        // What is wrong between one new version and the contracts in force is a fault of it alone, and keeps no other version back.
        var together = FaultsWith(candidates);
        foreach (var contract in candidates)
        {
            var faults = together.Length == 0 ? [] : FaultsWith([contract]);
            if (faults.Length > 0)
            {
                Refuse(contract, [], faults);
                continue;
            }

            apis.Replace(runtimes.Make(contract));
            versions.Note(contract);
            Log.Reloaded(logger, contract.File, contract.Api, versions.Of(contract.Api)!.Changes.Count);
        }
    }

    private string[] FaultsWith(List<Contract> candidates) =>
        [.. LintelOptionsCheck.FaultsOf(options, [.. apis.Contracts.Select(contract => candidates.Find(next => next.Api == contract.Api) ?? contract)])];

    private void Refuse(Contract contract, IReadOnlyList<ContractFault> faults, IReadOnlyList<string> reasons)
    {
        if (versions.Refuse(contract.Api, faults, reasons))
        {
            Log.Refused(logger, contract.File, string.Join(Environment.NewLine, versions.Of(contract.Api)!.Refused!.Texts));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "{File} was changed, and the new contract of {Api} is in force. Differences: {Count}.")]
        public static partial void Reloaded(ILogger logger, string file, string api, int count);

        [LoggerMessage(2, LogLevel.Error, "{File} was changed and is refused. The version before stays in force.\n{Faults}")]
        public static partial void Refused(ILogger logger, string file, string faults);

        [LoggerMessage(3, LogLevel.Error, "Contracts could not be read again. Those in force stay, until a file changes.")]
        public static partial void NotRead(ILogger logger, Exception exception);

        [LoggerMessage(4, LogLevel.Error, "The files of contracts could not be compared with what was read. They are compared again in 10 seconds.")]
        public static partial void NotSeen(ILogger logger, Exception exception);
    }
}
