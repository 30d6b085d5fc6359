using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>The errors that are derived for an operation, against what the APIs have answered.</summary>
public sealed class OperationErrorsTests(SharedHost shared)
{
    private LintelOptions Options => shared.Host.Services.GetRequiredService<LintelOptions>();

    [Fact]
    public void Every_recorded_error_is_one_that_its_operation_can_answer()
    {
        var missing = GoldenFiles.All.Select(GoldenExchange.Read).Where(IsOfApi).Select(Missing).OfType<string>().ToArray();

        Assert.True(missing.Length == 0, string.Join('\n', missing));
    }

    [Fact]
    public void Every_error_of_an_operation_is_recorded_somewhere()
    {
        var recorded = GoldenFiles.All.Select(GoldenExchange.Read).Select(exchange => (exchange.Api, exchange.Code)).ToHashSet();
        var derived =
            from runtime in shared.Host.Services.GetRequiredService<ApiDirectory>().All
            from operation in runtime.Operations
            from error in OperationErrors.Of(operation, runtime, Options)
            where !recorded.Contains((runtime.Contract.Api, error.Code))
            select $"{operation.Name}: {error.Status} {error.Code}";

        Assert.Empty(derived);
    }

    [Fact]
    public void Every_code_that_an_operation_raises_is_among_its_errors()
    {
        var missing =
            from runtime in shared.Host.Services.GetRequiredService<ApiDirectory>().All
            from operation in runtime.Operations
            from code in operation.Codes
            where OperationErrors.Of(operation, runtime, Options).All(error => error.Code != code)
            select $"{operation.Name}: {code}";

        Assert.Empty(missing);
    }

    // Some exchanges are with an endpoint that only their test maps, or outside every API.
    private static bool IsOfApi(GoldenExchange exchange) =>
        exchange.Request.Line.Contains("{base}", StringComparison.Ordinal) && !exchange.Request.Line.Contains("{base}/ending", StringComparison.Ordinal);

    private string? Missing(GoldenExchange exchange)
    {
        var runtime = GoldenOperation.ApiOf(exchange, shared.Host);
        var operation = GoldenOperation.Find(exchange, shared.Host);
        var errors = operation is null || exchange.Response.Status is 414 or 431
            ? OperationErrors.WithoutOperation(runtime)
            : OperationErrors.Of(operation, runtime, Options);
        return errors.Any(error => error.Code == exchange.Code && error.Status == exchange.Response.Status)
            ? null
            : $"{exchange.Api}/{exchange.Name}: {operation?.Name ?? "no operation"} does not answer {exchange.Response.Status} {exchange.Code}";
    }
}
