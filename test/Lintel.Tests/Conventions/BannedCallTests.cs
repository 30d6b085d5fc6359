using System.Data;
using System.Reflection;
using Dapper;

namespace Lintel.Tests.Conventions;

/// <summary>The build refuses what <c>eng/BannedSymbols.Async.txt</c> lists; this holds that the list is whole.</summary>
public sealed class BannedCallTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.PathOf("eng/BannedSymbols.Async.txt"));

    [Fact]
    public void Every_synchronous_query_is_banned()
    {
        var synchronous = typeof(SqlMapper).GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.GetParameters().FirstOrDefault()?.ParameterType == typeof(IDbConnection))
            .Where(method => method.Name.StartsWith("Query", StringComparison.Ordinal) || method.Name.StartsWith("Execute", StringComparison.Ordinal))
            .Where(method => !method.Name.EndsWith("Async", StringComparison.Ordinal))
            .CountBy(method => $"{method.Name}, {method.GetGenericArguments().Length} types, {method.GetParameters().Length} parameters");
        var banned = Lines.Where(line => line.StartsWith("M:Dapper.SqlMapper.", StringComparison.Ordinal)).CountBy(Describe);

        Assert.Equal(synchronous.OrderBy(entry => entry.Key, StringComparer.Ordinal), banned.OrderBy(entry => entry.Key, StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("M:System.Threading.Tasks.Task.Wait;")]
    [InlineData("P:System.Threading.Tasks.Task`1.Result;")]
    [InlineData("M:System.Runtime.CompilerServices.TaskAwaiter`1.GetResult;")]
    [InlineData("T:System.Data.IDbConnection;")]
    public void Blocking_is_banned(string start) => Assert.Contains(Lines, line => line.StartsWith(start, StringComparison.Ordinal));

    [Fact]
    public void Bans_hold_where_requests_are_answered()
    {
        var properties = File.ReadAllText(Repository.PathOf("Directory.Build.props"));

        Assert.Contains("eng/BannedSymbols.Async.txt", properties, StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(Repository.PathOf("apis"), "*.cs", SearchOption.AllDirectories),
            file => File.ReadAllText(file).Contains("RS0030", StringComparison.Ordinal));
    }

    // A line such as M:Dapper.SqlMapper.Query``1(System.Data.IDbConnection,System.Func{``0,``1}): commas in braces are no parameters.
    private static string Describe(string line)
    {
        var name = line["M:Dapper.SqlMapper.".Length..line.IndexOf('(', StringComparison.Ordinal)].Split("``");
        var depth = 0;
        var parameters = 1;
        foreach (var character in line[..line.LastIndexOf(')')])
        {
            depth += character == '{' ? 1 : character == '}' ? -1 : 0;
            parameters += character == ',' && depth == 0 ? 1 : 0;
        }

        return $"{name[0]}, {(name.Length > 1 ? name[1] : "0")} types, {parameters} parameters";
    }
}
