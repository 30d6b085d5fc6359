using Lintel.Build;
using Lintel.Tests.Storage;

namespace Lintel.Tests.Build;

/// <summary>Contracts in the builds of applications; <c>eng/try-packages</c> has the build itself.</summary>
public sealed class ValidationTests : IDisposable
{
    private const string Head = "api: shop\ntitle: Shop\nbasePath: /shop\nunlimited: Few callers.\ncredentials: [{ kind: bearer, prefix: shop }]\n";
    private const string Good = "extend: problem-details\n" + Head + "order: [credential, key, route, method, scope, body, resource, rules]\n";

    private readonly TemporaryFolder _folder = new();

    private string Others => _folder.File("others.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Contract_without_faults_says_nothing()
    {
        File.WriteAllText(_folder.File("shop.yaml"), Good);

        Assert.Equal((0, string.Empty), Run(Line("shop.yaml")));
        Assert.Empty(File.ReadAllText(Others));
    }

    [Fact]
    public void Fault_is_a_line_in_the_form_of_compilers_and_the_list_of_other_files_is_not_written()
    {
        File.WriteAllText(_folder.File("shop.yaml"), Good.Replace("scope", "scop", StringComparison.Ordinal));

        var (code, output) = Run(Line("shop.yaml"));

        Assert.Equal(65, code);
        Assert.StartsWith($"{_folder.File("shop.yaml")}(7,41): error LINTEL001: `order` holds 'scop', which is no stage.", output, StringComparison.Ordinal);
        Assert.False(File.Exists(Others));
    }

    [Fact]
    public void Stages_and_kinds_that_the_project_says_are_known()
    {
        var contract = Good.Replace("key, ", "key, tenant, region, ", StringComparison.Ordinal).Replace("}]", "}, { kind: partner }]", StringComparison.Ordinal);
        File.WriteAllText(_folder.File("shop.yaml"), contract);

        Assert.Equal(65, Run(Line("shop.yaml")).Code);
        Assert.Equal((0, string.Empty), Run(Line("shop.yaml", stages: "tenant, region", kinds: "partner")));
    }

    [Fact]
    public void Files_that_a_contract_takes_in_are_listed_with_their_place_beside_the_executable()
    {
        Directory.CreateDirectory(_folder.File("contracts/texts"));
        File.WriteAllText(_folder.File("contracts/base.yaml"), "extend: problem-details\n");
        File.WriteAllText(_folder.File("contracts/texts/de.yaml"), "{}\n");
        File.WriteAllText(
            _folder.File("contracts/shop.yaml"),
            Good.Replace("extend: problem-details", "extend: ./base.yaml\nmessages: { de: texts/de.yaml }", StringComparison.Ordinal));

        Assert.Equal((0, string.Empty), Run(Line("contracts/shop.yaml"), Line("contracts/shop.yaml", link: "shop.yaml")));
        Assert.Equal(
            new[] { ("base.yaml", "base.yaml"), ("base.yaml", "contracts/base.yaml"), ("texts/de.yaml", "contracts/texts/de.yaml"), ("texts/de.yaml", "texts/de.yaml") }
                .Select(file => $"{_folder.File("contracts/" + file.Item1)}|{file.Item2}"),
            File.ReadAllLines(Others));
    }

    [Fact]
    public void File_that_would_lie_outside_the_folder_of_the_executable_is_a_warning()
    {
        Directory.CreateDirectory(_folder.File("contracts"));
        File.WriteAllText(_folder.File("base.yaml"), "extend: problem-details\n");
        File.WriteAllText(_folder.File("contracts/shop.yaml"), Good.Replace("problem-details", "../base.yaml", StringComparison.Ordinal));

        var (code, output) = Run(Line("contracts/shop.yaml", link: "shop.yaml"));

        Assert.Equal(0, code);
        Assert.StartsWith($"{_folder.File("contracts/shop.yaml")}(1,1): warning LINTEL003: ", output, StringComparison.Ordinal);
        Assert.Empty(File.ReadAllText(Others));

        // The next build is to tell it again.
        Assert.True(File.GetLastWriteTimeUtc(Others) < File.GetLastWriteTimeUtc(_folder.File("base.yaml")));
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("warning", true)]
    public void Advice_is_written_where_it_is_asked_for(string setting, bool isWritten)
    {
        File.WriteAllText(_folder.File("shop.yaml"), Good + "errors:\n  sold_out: { status: 409, message: Sold out., meaning: m, fix: f, retry: never }\n");
        File.WriteAllLines(_folder.File("list.txt"), [$"{setting}\t{_folder.Path}", Line("shop.yaml")]);
        var output = new StringWriter();

        Assert.Equal(0, Validation.Run(ContractList.Read(_folder.File("list.txt")), Others, output));
        Assert.Equal(isWritten, output.ToString().Contains("shop.yaml(9,13): warning LINTEL002: ", StringComparison.Ordinal));
    }

    private string Line(string file, string link = "", string stages = "", string kinds = "") => $"{_folder.File(file)}\t{link}\t{stages}\t{kinds}";

    private (int Code, string Output) Run(params string[] lines)
    {
        File.WriteAllLines(_folder.File("list.txt"), [$"none\t{_folder.Path}", .. lines]);
        var output = new StringWriter();
        return (Validation.Run(ContractList.Read(_folder.File("list.txt")), Others, output), output.ToString());
    }
}
