using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.HttpTests.Golden;
using Lintel.HttpTests.Harness;
using Lintel.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Extensions.DependencyInjection;

namespace Lintel.HttpTests.OpenApi;

/// <summary>Finds the operation that a recorded exchange is about, without sending it.</summary>
internal static partial class GoldenOperation
{
    /// <summary>The API of an exchange, by its folder.</summary>
    public static ApiRuntime ApiOf(GoldenExchange exchange, LintelHost host) => host.Services.GetRequiredService<ApiDirectory>().Named(exchange.Api);

    /// <returns>The operation; null where the front door answers before it looks for one, or finds none.</returns>
    public static Operation? Find(GoldenExchange exchange, LintelHost host)
    {
        var line = exchange.Request.Line.Split(' ');
        var at = exchange.Api == "lintel" ? ManagementApi.BasePath : host.DemoText($"{exchange.Api}.base");
        var target = Placeholder().Replace(line[1].Replace("{base}", at, StringComparison.Ordinal), "1").Split('?', 2);
        var request = new DefaultHttpContext().Request;
        request.Method = line[0];
        request.Path = target[0];
        request.QueryString = new QueryString(target.Length > 1 ? "?" + target[1] : string.Empty);
        return ApiOf(exchange, host).Operations
            .Where(operation => operation.Answers(request.Method) && operation.MeetsQuery(request) && Matches(operation, request.Path))
            .OrderByDescending(operation => operation.QueryConditions.Count)
            .ThenBy(operation => operation.Route.Count(letter => letter == '{'))
            .FirstOrDefault();
    }

    private static bool Matches(Operation operation, PathString path) =>
        new TemplateMatcher(TemplateParser.Parse(operation.Route.TrimStart('/')), []).TryMatch(path, []);

    [GeneratedRegex("\\{[^}]+\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();
}
