package dev.nuri.training;

import dev.nuri.indexer.Embedder;
import dev.nuri.student.StudentFile;
import dev.nuri.student.StudentModel;
import dev.nuri.student.StudentProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Trains a student embedder: a table of subword vectors with learned weights, by contrast of translations, of questions
 * and passages, and of sentences and passages that hold them; with a teacher also by its cosines.
 */
public final class EmbedderTraining {

    /** English sentences that a teacher is asked about. */
    private static final int TEACHER_SENTENCES = 20_000;

    private static final String CHECKPOINT = "embedder.checkpoint";

    private EmbedderTraining() {}

    /**
     * Trains.
     *
     * @param teacher an embedder that knows English, or null for none; not closed
     * @param work a folder for the checkpoint, created when absent
     * @param resume whether to go on from the checkpoint in it
     * @param out the student's file; replaced when training ends
     * @throws TrainingException when a source cannot be read or the checkpoint is of another training
     */
    public static TrainingReport run(
            TrainingSources sources,
            TrainingConfig config,
            Embedder teacher,
            Path work,
            boolean resume,
            Path out,
            Consumer<TrainingProgress> progress) {
        try (Team team = new Team(config.length().threads())) {
            Preparation prepared =
                    Preparation.read(sources, config, teacher == null ? 0 : TEACHER_SENTENCES, team, progress);
            TeacherTexts texts = teacher == null ? null : TeacherTexts.embed(prepared.corpus(), teacher, progress);
            Checkpoint checkpoint = checkpoint(work, resume, config, prepared, teacher);
            Map<String, Double> before = prepared.dev().measure(prepared.parameters());
            Trainer trainer = new Trainer(prepared, config, texts, team, progress);
            double seconds = trainer.run(checkpoint);
            Map<String, Double> after = prepared.dev().measure(prepared.parameters());
            write(prepared, config, out);
            checkpoint.delete();
            String id = StudentProvider.of(out).id();
            return new TrainingReport(out, id, trainer.step(), trainer.pairs(), seconds, before, after);
        }
    }

    private static Checkpoint checkpoint(
            Path work, boolean resume, TrainingConfig config, Preparation prepared, Embedder teacher) {
        // The same training may go on with more threads, but not with other text: its vocabulary tells.
        String settings = config.with(new TrainingConfig.Length(
                        config.length().steps(), config.length().minutes(), 0))
                + " vocabulary " + prepared.subwords().pieces().hashCode()
                + " pairs " + prepared.corpus().size()
                + " teacher " + (teacher == null ? "none" : teacher.id());
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new TrainingException("'" + work + "' cannot be created: " + e.getMessage() + ".", e);
        }
        Checkpoint checkpoint = new Checkpoint(work.resolve(CHECKPOINT), settings);
        if (!resume) {
            checkpoint.delete();
        }
        return checkpoint;
    }

    private static void write(Preparation prepared, TrainingConfig config, Path out) {
        StudentModel model = StudentModel.quantise(
                config.name(),
                config.version(),
                prepared.subwords().pieces(),
                prepared.subwords().hashed(),
                prepared.parameters().weighted());
        try {
            StudentFile.write(model, out);
        } catch (IOException e) {
            throw new TrainingException("'" + out + "' cannot be written: " + e.getMessage() + ".", e);
        }
    }
}
