using System.Buffers;
using BenchmarkDotNet.Attributes;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.Bench.Micro;

/// <summary>The body of an error, from its compiled row.</summary>
[MemoryDiagnoser]
public class ErrorBenchmarks
{
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Refusal _unknown = Refusal.For(Condition.CredentialUnknown);
    private readonly Refusal _scope = Refusal.For(Condition.ScopeMissing, new RefusalArgument("required", "keys:write"), new RefusalArgument("available", new[] { "keys:read" }));
    private ErrorDefinition _unknownRow = null!;
    private ErrorDefinition _scopeRow = null!;

    /// <summary>Finds the rows.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Contract.Default.TryGetError(Condition.CredentialUnknown, out _unknownRow!);
        Contract.Default.TryGetError(Condition.ScopeMissing, out _scopeRow!);
    }

    /// <summary>A row whose only hole is the request id.</summary>
    [Benchmark]
    public int Plain() => Write(_unknownRow, _unknown);

    /// <summary>A row with arguments.</summary>
    [Benchmark]
    public int WithArguments() => Write(_scopeRow, _scope);

    private int Write(ErrorDefinition row, Refusal refusal)
    {
        _buffer.ResetWrittenCount();
        row.Template.Write(_buffer, "req_0123456789abcdef", refusal);
        return _buffer.WrittenCount;
    }
}
