using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Contracts;
using Lintel.Requests;

namespace Lintel.Tests.Conventions;

/// <summary>The recipes of CONTRIBUTING.md name files that are there, and a step that is forgotten fails here.</summary>
public sealed partial class RecipeTests
{
    private static readonly string Recipes = File.ReadAllText(Repository.PathOf("CONTRIBUTING.md"));

    [Theory]
    [InlineData("an error")]
    [InlineData("a guard")]
    [InlineData("a kind of credential")]
    [InlineData("a kind of limit")]
    [InlineData("a management endpoint")]
    [InlineData("a column to accounts")]
    [InlineData("a field to the request log")]
    [InlineData("an engine for the stores")]
    [InlineData("demo data")]
    [InlineData("an API")]
    public void Recipe_names_files_that_are_there(string subject)
    {
        var start = Recipes.IndexOf($"## Add {subject}\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"CONTRIBUTING.md has no recipe for {subject}.");
        var end = Recipes.IndexOf("\n## ", start, StringComparison.Ordinal);
        var files = NamedFile().Matches(end < 0 ? Recipes[start..] : Recipes[start..end]).Select(match => match.Groups["file"].Value).ToArray();

        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.True(Path.Exists(Repository.PathOf(file)), $"{file} is not there."));
    }

    [Fact]
    public void Way_of_a_request_names_methods_that_are_there()
    {
        const string Title = "## The way of a request\n";
        var start = Recipes.IndexOf(Title, StringComparison.Ordinal);
        var section = Recipes[start..Recipes.IndexOf("\n## ", start + Title.Length, StringComparison.Ordinal)];
        var types = new[] { typeof(ApiCall).Assembly, typeof(Contract).Assembly }.SelectMany(assembly => assembly.GetTypes()).ToLookup(
            type => type.Name,
            StringComparer.Ordinal);
        var methods = NamedMethod().Matches(section).Select(match => (Type: match.Groups["type"].Value, Method: match.Groups["method"].Value)).ToArray();

        Assert.True(methods.Length > 20);
        Assert.All(methods, named => Assert.Contains(
            types[named.Type].SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)),
            method => method.Name == named.Method));
    }

    [Fact]
    public void Every_field_of_the_request_log_is_in_the_page_of_the_management_api()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "management.md"));
        var fields = typeof(RequestLogEntry).GetProperties().Select(property => property.Name).ToArray();

        Assert.True(fields.Length > 15);
        Assert.All(fields, field => Assert.Contains($"\"{NameOf(field)}\"", page, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_stage_is_in_the_page_of_the_contract_and_has_its_guard()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "contract-format.md"));
        var guards = File.ReadAllText(Repository.PathOf("src", "Lintel.AspNetCore", "Pipeline", "GuardSequence.cs"));

        Assert.All(StageDescriptor.All, stage => Assert.Contains($"\"{stage.Word}\" =>", guards, StringComparison.Ordinal));
        Assert.Contains($"`{string.Join(' ', StageDescriptor.All.Select(stage => stage.Word))}`", page, StringComparison.Ordinal);
    }

    private static string NameOf(string field) => field switch
    {
        nameof(RequestLogEntry.DurationMicroseconds) => "durationMilliseconds",
        nameof(RequestLogEntry.IsShadow) => "shadow",
        _ => JsonNamingPolicy.CamelCase.ConvertName(field),
    };

    [GeneratedRegex("`(?<type>[A-Z][A-Za-z]{1,40})[.](?<method>[A-Z][A-Za-z]{1,40})`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedMethod();

    // A path of the repository; names in angle brackets stand for the reader's own.
    [GeneratedRegex(
        "`(?<file>(?:src|test|schemas|docs|eng|apis)/[A-Za-z0-9_./-]{1,120}|[A-Z][A-Za-z]{1,40}[.](?:md|slnx))`",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex NamedFile();
}
