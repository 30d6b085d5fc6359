using System.Buffers;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Lintel.Contracts;
using Microsoft.AspNetCore.Mvc;

namespace Lintel.Bench.Micro;

/// <summary>The body of an error, from its compiled definition, against ASP.NET Core's ProblemDetails serialised with the same members.</summary>
[MemoryDiagnoser]
public class ErrorBenchmarks
{
    private const string RequestId = "req_0123456789abcdef";

    private static readonly Utf8JsonWriter Json = new(Stream.Null);
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Refusal _unknown = Refusal.For(Condition.CredentialUnknown);
    private readonly Refusal _scope = Refusal.For(
        Condition.ScopeMissing,
        ("required", "keys:write"),
        ("available", new[] { "keys:read" }));
    private ErrorDefinition _unknownDefinition = null!;
    private ErrorDefinition _scopeDefinition = null!;

    /// <summary>Finds the definitions.</summary>
    [GlobalSetup]
    public void SetUp()
    {
        Contract.Default.TryGetError(Condition.CredentialUnknown, out _unknownDefinition!);
        Contract.Default.TryGetError(Condition.ScopeMissing, out _scopeDefinition!);
    }

    /// <summary>The same body as <see cref="Plain"/>, as ASP.NET Core makes it: an object for each response, serialised by its own converter.</summary>
    [Benchmark(Baseline = true)]
    public int ProblemDetailsSerialised()
    {
        var problem = new ProblemDetails
        {
            Type = "about:blank",
            Title = _unknownDefinition.Title,
            Status = _unknownDefinition.Status,
            Detail = _unknownDefinition.Template.FormatMessage(_unknown)
        };
        problem.Extensions["code"] = _unknownDefinition.Code;
        problem.Extensions["requestId"] = RequestId;
        _buffer.ResetWrittenCount();
        Json.Reset(_buffer);
        JsonSerializer.Serialize(Json, problem, JsonSerializerOptions.Web);
        return _buffer.WrittenCount;
    }

    /// <summary>A definition whose only hole is the request id.</summary>
    [Benchmark]
    public int Plain() => Write(_unknownDefinition, _unknown);

    /// <summary>A definition with arguments.</summary>
    [Benchmark]
    public int WithArguments() => Write(_scopeDefinition, _scope);

    private int Write(ErrorDefinition definition, Refusal refusal)
    {
        _buffer.ResetWrittenCount();
        definition.Template.Write(_buffer, new ErrorContext(refusal, RequestId));
        return _buffer.WrittenCount;
    }
}
