using System.Collections.Concurrent;
using System.Collections.Immutable;
using Lintel.Contracts;

namespace Lintel.AspNetCore;

/// <summary>The versions of the contracts of this process: those in force, those before them, and files that were changed and refused. Thread-safe.</summary>
internal sealed class ContractVersions
{
    private readonly ConcurrentDictionary<string, ContractHistory> _histories = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;
    private ImmutableArray<Action<ContractHistory>> _listeners = [];

    /// <param name="options">Has the contracts that the process begins with.</param>
    /// <param name="time">The clock.</param>
    public ContractVersions(LintelOptions options, TimeProvider time)
    {
        _time = time;
        foreach (var contract in options.Contracts)
        {
            _histories[contract.Api] = new ContractHistory(new ContractVersion(contract, time.GetUtcNow()), null, [], null);
        }
    }

    /// <summary>The files that were changed and refused, by API.</summary>
    public IReadOnlyList<RefusedContract> Refused =>
        [.. _histories.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value.Refused).OfType<RefusedContract>()];

    /// <summary>Finds the versions of an API's contract; null where no contract has the name.</summary>
    /// <param name="api">The name.</param>
    public ContractHistory? Of(string api) => _histories.GetValueOrDefault(api);

    /// <summary>Has somebody told of each version that is put in force or refused, after it was.</summary>
    public void Listen(Action<ContractHistory> listener) => ImmutableInterlocked.Update(ref _listeners, listeners => listeners.Add(listener));

    /// <summary>Notes that another version is in force.</summary>
    public void Note(Contract contract) => Tell(_histories.AddOrUpdate(
        contract.Api,
        _ => throw new InvalidOperationException($"The API '{contract.Api}' is new."),
        (_, history) => new ContractHistory(
            new ContractVersion(contract, _time.GetUtcNow()), history.Running, ContractChanges.Between(history.Running.Contract, contract), null)));

    /// <summary>Notes the version that ran before the process began with the one in force, unless there is a version before already.</summary>
    public void Restore(ContractVersion previous)
    {
        var api = previous.Contract.Api;
        if (_histories.TryGetValue(api, out var history) && history.Previous is null)
        {
            var changes = ContractChanges.Between(previous.Contract, history.Running.Contract);
            _histories.TryUpdate(api, history with { Previous = previous, Changes = changes }, history);
        }
    }

    /// <summary>Notes that a changed file was refused.</summary>
    /// <param name="api">The API whose contract the file has.</param>
    /// <param name="faults">Its faults, with their places.</param>
    /// <param name="reasons">The reasons that have no place in a file, a sentence each.</param>
    /// <returns>False where it was refused for the same before.</returns>
    public bool Refuse(string api, IReadOnlyList<ContractFault> faults, IReadOnlyList<string> reasons)
    {
        var history = _histories[api];
        var refused = new RefusedContract(api, history.Running.Contract.File, history.Refused?.Since ?? _time.GetUtcNow(), faults, reasons);
        if (history.Refused is { } known && string.Join('\n', known.Texts) == string.Join('\n', refused.Texts))
        {
            return false;
        }

        _histories[api] = history = history with { Refused = refused };
        Tell(history);
        return true;
    }

    /// <summary>Notes that the file has the contract in force again.</summary>
    public void Clear(string api)
    {
        if (_histories[api] is { Refused: not null } history)
        {
            _histories[api] = history with { Refused = null };
        }
    }

    private void Tell(ContractHistory history)
    {
        foreach (var listener in _listeners)
        {
            listener(history);
        }
    }
}

/// <summary>A version of a contract.</summary>
/// <param name="Contract">The contract.</param>
/// <param name="LoadedAt">The moment since which it is in force.</param>
internal sealed record ContractVersion(Contract Contract, DateTimeOffset LoadedAt);

/// <summary>The versions of one API's contract.</summary>
/// <param name="Running">The version in force.</param>
/// <param name="Previous">The version before it, also of an earlier process; null where none is known.</param>
/// <param name="Changes">The difference between the two; empty where there is no version before.</param>
/// <param name="Refused">The file where it was changed and refused; null where it has the version in force.</param>
internal sealed record ContractHistory(ContractVersion Running, ContractVersion? Previous, IReadOnlyList<ContractChange> Changes, RefusedContract? Refused);

/// <summary>A contract's file that was changed and refused.</summary>
/// <param name="Api">The API.</param>
/// <param name="File">The file.</param>
/// <param name="Since">The moment since which it differs from the version in force.</param>
/// <param name="Faults">Its faults, with their places.</param>
/// <param name="Reasons">The reasons that have no place in a file, a sentence each.</param>
internal sealed record RefusedContract(
    string Api, string File, DateTimeOffset Since, IReadOnlyList<ContractFault> Faults, IReadOnlyList<string> Reasons)
{
    /// <summary>All faults and reasons, a text each.</summary>
    public IEnumerable<string> Texts => Faults.Select(fault => fault.ToString()).Concat(Reasons);
}
