using System.Diagnostics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Whatever the text: a contract, or a <see cref="ContractException"/>, and soon.</summary>
public sealed class ContractTextTests
{
    /// <summary>Generous for a machine that does other things; what recurses or squares takes minutes.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string, string> Refused { get; } = new()
    {
        { string.Empty, "The file is empty", "Begin with `api:`" },
        { "# only a comment\n", "The file is empty", "Begin with `api:`" },
        { "---\n", "The file is a text, not a mapping", "Begin with `api:`" },
        { "- api: x\n", "The file is a list, not a mapping", "Begin with `api:`" },
        { "api: x\n---\napi: y\n", "holds a second document", "one contract in one file" },
        { "api: &name x\n", "uses an anchor", "Take it away" },
        { "api: *name\n", "uses an alias", "Write the value out" },
        { "api: &a x\ntitle: *a\n", "uses an alias", "Write the value out" },
        { "api: !!binary aGk=\n", "uses a tag", "Take it away" },
        { "api: !local x\n", "uses a tag", "Take it away" },
        { "{ api: x, title: a, b c }\n", "unknown member 'b c'", "Put the text in quotes" },
        { "<<: { api: x }\n", "unknown member '<<'", "Take it away" },
        { "api: x\napi: y\n", "'api' is here for the second time", "Keep one" },
        { "api: x\n\"api\": y\n", "'api' is here for the second time", "Keep one" },
        { "{ [a]: b }\n", "A member's name is a list", "plain name" },
        { "api: \"x\n", "not YAML", "Correct this line" },
        { "api: x\n\tb: y\n", "indented with a tab", "Indent with spaces" },
        { "api: }\n", "not YAML", "Correct this line" },
        { "api: x\0title: y\n", "the control character U+0000", "Take it away" },
        { "api: x\u0085\n", "the control character U+0085", "Take it away" },
        { "api: \uD800x\n", "half a character, U+D800", "Take it away" },
        { "%YAML 9.9\n---\napi: x\n", "not YAML", "Correct this line" },
    };

    public static TheoryData<string> Floods { get; } = new(
        Repeat("["),
        Repeat("{"),
        Repeat("{a: "),
        Repeat("[a, "),
        Repeat("[{a: "),
        Repeat("- "),
        Repeat("? "),
        Repeat("a: [", 4),
        string.Concat(Enumerable.Range(0, 1000).Select(i => new string(' ', i) + "a:\n")),
        Repeat("!"),
        Repeat("&"),
        Repeat("*a "),
        Repeat("\""),
        Repeat("'"),
        Repeat("\\"),
        Repeat("#"),
        Repeat("%"),
        Repeat("---\n"),
        Repeat("...\n"),
        Repeat("|"),
        Repeat("a"),
        Repeat("9"),
        Repeat("\n"),
        Repeat(" "),
        Repeat("\t"),
        Repeat("a: "),
        Repeat(": "),
        Repeat(", "),
        Repeat("a: 1\n"),
        Repeat("- 1\n"),
        Repeat("é"),
        "a: " + Repeat("x "),
        "a: |\n" + Repeat(" x\n"),
        "a: >\n" + Repeat(" x\n\n"),
        "a: \"" + Repeat("\\x41"),
        "a: [" + Repeat("1,"),
        "a: {" + string.Concat(Enumerable.Range(0, 90_000).Select(i => $"k{i}: ,")),
        string.Concat(Enumerable.Range(0, 90_000).Select(i => $"k{i}: 1\n")),
        ContractSamples.Broken("{ kind: bearer, prefix: least }", "[" + Repeat("{}, ", 4) + "]"),
        ContractSamples.Broken("credential, key", string.Concat(Enumerable.Range(0, 90_000).Select(i => $"k{i}, ")) + "key"),
        ContractSamples.Minimal + "scopes:\n" + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"- {{ name: s{i}, allows: x, implies: [s{i + 1}] }}\n")),
        ContractSamples.Minimal + string.Concat(Enumerable.Range(0, 15_000).Select(i => $"  r{i}: {{ status: 400, message: m, meaning: m, fix: f }}\n")),
        ContractSamples.Minimal + "waives:\n" + Repeat("- { assertion: 1, because: x }\n", 2),
        ContractSamples.Broken("A key is needed.", "'" + Repeat("{a}", 4) + "'"),
        ContractSamples.Broken("$message }", "$message, " + string.Concat(Enumerable.Range(0, 60_000).Select(i => $"k{i}: 1, ")) + "}"));

    [Theory]
    [MemberData(nameof(Refused), DisableDiscoveryEnumeration = true)]
    public void Text_that_is_no_contract_is_refused(string text, string problem, string fix)
    {
        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read(text));

        Assert.Contains(
            exception.Faults,
            fault => fault.Problem.Contains(problem, StringComparison.Ordinal) && fault.Fix.Contains(fix, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Floods), DisableDiscoveryEnumeration = true)]
    public void A_flood_is_refused_soon(string text)
    {
        var watch = Stopwatch.StartNew();

        Assert.Throws<ContractException>(() => ContractSamples.Read(text));

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Soon);
    }

    [Fact]
    public void Any_text_is_a_contract_or_a_contract_exception() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text => Holds(text ?? string.Empty)).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_of_yaml_marks_is_a_contract_or_a_contract_exception()
    {
        string[] marks =
        [
            "a",
            "api",
            ":",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\n    ",
            "[",
            "]",
            "{",
            "}",
            ",",
            "\"",
            "'",
            "|",
            ">",
            "|-\n",
            "#",
            " #",
            "&a ",
            "*a",
            "!t ",
            "!!str ",
            "? ",
            "%YAML 1.2\n",
            "---\n", "...\n", "\\", "\\u", "\t", "\r", "\u2028", "é", "😀", "null", "~", "1e999999", "-0", "0x1F", "<<", "@", "`", "$code",
        ];
        var texts = Gen.ListOf(Gen.Elements(marks)).Select(string.Concat).ToArbitrary();

        Prop.ForAll(texts, Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(60));
    }

    [Fact]
    public void A_mutated_contract_is_a_contract_or_a_contract_exception()
    {
        string[] pieces =
        [
            string.Empty,
            "\n",
            " ",
            ":",
            "-",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "&a",
            "*a",
            "!",
            "null",
            "true",
            "-1",
            "99999999999999999999",
            "1e400",
            "$x",
            "{x}",
            "\0",
            "\uD800",
            "header",
            "never",
            "credential.invalid", "9 MiB", "1 day", "10..5", "  ", "\n\n", "é",
        ];
        var gen =
            from source in Gen.Elements(ContractSamples.Minimal, ContractSamples.Complete)
            from mutations in Gen.ListOf(
                from place in Gen.Choose(0, source.Length - 1)
                from length in Gen.Choose(0, 12)
                from piece in Gen.Elements(pieces)
                select (place, length, piece))
            select mutations.Aggregate(source, Mutate);

        Prop.ForAll(gen.ToArbitrary(), Holds).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithStartSize(1).WithEndSize(6));
    }

    [Fact]
    public void A_file_of_any_bytes_is_a_contract_or_a_contract_exception()
    {
        var path = Path.GetTempFileName();
        var files =
            from start in Gen.Choose(0, 600)
            from bytes in ArbMap.Default.GeneratorFor<byte[]>()
            select (byte[])[.. Encoding.UTF8.GetBytes(ContractSamples.Minimal[..start]), .. bytes];
        try
        {
            Prop.ForAll(files.ToArbitrary(), bytes => Holds(bytes, path)).QuickCheckThrowOnFailure();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_fault() => AssertFileFault(Path.Combine(Path.GetTempPath(), "no-such-contract.yaml"), 1, "cannot be read");

    [Fact]
    public void A_folder_is_a_fault() => AssertFileFault(Path.GetTempPath(), 1, "cannot be read");

    [Theory]
    [InlineData("")]
    [InlineData("\0")]
    public void A_path_that_is_none_is_a_fault(string path) => AssertFileFault(path, 1, "cannot be read");

    [Fact]
    public void A_file_that_is_not_UTF_8_is_a_fault_with_its_line() =>
        WithFile([.. "api: x\ntitle: "u8, 0xFF, .. "\nbasePath: /x\n"u8], path => AssertFileFault(path, 2, "not UTF-8"));

    [Fact]
    public void A_file_that_is_cut_in_a_character_is_a_fault() => WithFile([.. "api: x\n"u8, 0xC3], path => AssertFileFault(path, 2, "not UTF-8"));

    [Fact]
    public void A_file_that_is_too_large_is_a_fault() =>
        WithFile(
            Encoding.UTF8.GetBytes(ContractSamples.Minimal + Repeat("# much\n") + Repeat("# more\n", 64)),
            path => AssertFileFault(path, 1, "larger than 1 MiB"));

    [Fact]
    public void A_text_that_is_too_large_in_UTF_8_is_a_fault() =>
        Assert.Contains(
            "larger than 1 MiB",
            Assert.Throws<ContractException>(() => ContractSamples.Read("# " + new string('é', 600_000))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void A_byte_that_is_not_UTF_8_is_told_with_its_column() => WithFile(
        [.. "api: x\ntitle: é"u8, 0xFF],
        path => Assert.Equal(
            (2, 9),
            Assert.Throws<ContractException>(() => ContractReader.ReadFile(path)).Faults.Select(fault => (fault.Line, fault.Column)).Single()));

    [Fact]
    public void A_tab_in_any_indentation_names_its_own_line_or_changes_nothing()
    {
        var lines = ContractSamples.Complete.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var rest = lines[i].TrimStart(' ');
            if (rest.Length == lines[i].Length || rest.Length == 0 || rest[0] == '#')
            {
                continue;
            }

            var text = string.Join('\n', lines.Select((line, place) => place == i ? "\t" + rest : line));
            try
            {
                ContractSamples.Read(text);
            }
            catch (ContractException exception)
            {
                Assert.Contains(exception.Faults, fault => fault.Line == i + 1 || fault.Line == i);
                Assert.Contains(exception.Faults, fault => (fault.Line, fault.Column) == (i + 1, 1) && fault.Problem.Contains("tab", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void A_tab_inside_a_text_is_not_blamed_for_a_later_line()
    {
        var exception = Assert.Throws<ContractException>(() => ContractSamples.Read("api: x\nguide: |\n  Code:\n\n  \tls\ntitle: [\n"));

        Assert.DoesNotContain(exception.Faults, fault => fault.Problem.Contains("tab", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read() =>
        WithFile(
            [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(ContractSamples.Minimal)],
            path => Assert.Equal(path, ContractReader.ReadFile(path).File));

    [Fact]
    public void Line_ends_of_another_system_are_read() => Assert.Equal("minimal", ContractSamples.Read(ContractSamples.Minimal.ReplaceLineEndings("\r\n")).Api);

    private static bool Holds(byte[] bytes, string path)
    {
        File.WriteAllBytes(path, bytes);
        return Holds(() => ContractReader.ReadFile(path));
    }

    private static bool Holds(string text) => Holds(() => ContractSamples.Read(text));

    private static bool Holds(Func<Contract> read)
    {
        try
        {
            return read().Errors.Count > 0;
        }
        catch (ContractException exception)
        {
            return exception.Faults.Count > 0
                && exception.Faults.All(fault => fault.Line >= 1 && fault.Column >= 1 && fault.Problem.Length > 0 && fault.Fix.Length > 0);
        }
    }

    private static string Mutate(string text, (int Place, int Length, string Piece) mutation)
    {
        var start = Math.Min(mutation.Place, text.Length);
        var end = Math.Min(start + mutation.Length, text.Length);
        return string.Concat(text.AsSpan(0, start), mutation.Piece, text.AsSpan(end));
    }

    private static string Repeat(string piece, int share = 1) =>
        string.Concat(Enumerable.Repeat(piece, (ContractReader.MaximumLength - 4096) / share / Encoding.UTF8.GetByteCount(piece)));

    private static void AssertFileFault(string path, int line, string problem)
    {
        var fault = Assert.Single(Assert.Throws<ContractException>(() => ContractReader.ReadFile(path)).Faults);
        Assert.Equal((path, line), (fault.File, fault.Line));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    private static void WithFile(byte[] content, Action<string> test)
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, content);
            test(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
